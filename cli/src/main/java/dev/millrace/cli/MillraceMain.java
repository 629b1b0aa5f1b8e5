package dev.millrace.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;

import dev.millrace.cli.check.ReconcileCommand;
import dev.millrace.cli.check.RecountCommand;
import dev.millrace.cli.deadletter.DlqCommand;
import dev.millrace.cli.demo.DemoCommand;
import dev.millrace.cli.option.SettingOptions;
import dev.millrace.cli.option.SettingsHelp;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.rejected.RejectedCommand;
import dev.millrace.cli.run.BackfillCommand;
import dev.millrace.cli.run.CancelCommand;
import dev.millrace.cli.run.ExcludeCommand;
import dev.millrace.cli.run.PauseCommand;
import dev.millrace.cli.run.ProduceCommand;
import dev.millrace.cli.run.ResumeCommand;
import dev.millrace.cli.run.SweepCommand;
import dev.millrace.cli.stack.UpCommand;
import dev.millrace.cli.status.GapsCommand;
import dev.millrace.cli.status.StatusCommand;
import dev.millrace.cli.terminal.Question;
import dev.millrace.cli.terminal.SafeOutput;
import dev.millrace.cli.types.TypesCommand;
import dev.millrace.contact.FirstContact;
import dev.millrace.settings.InvalidSettingsException;
import dev.millrace.text.Printable;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Exit status 0 done, 1 failed, 2 wrong usage or settings. */
@Command(
    name = "millrace",
    description = "Imports raw documents through SQS into MySQL and counts them per five minutes.",
    mixinStandardHelpOptions = true,
    version = "millrace 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading =
        "%nSettings with their defaults; each is a variable and an option of all%n"
            + "commands, such as --db-url for MILLRACE_DB_URL:%n")
public final class MillraceMain implements Callable<Integer> {

  /** They start their services themselves, whatever the settings name. */
  private static final Set<String> OWN_SERVICES = Set.of("demo", "up");

  /** Picocli keeps the text of an {@link java.nio.file.InvalidPathException} alone. */
  private static final Pattern UNKNOWN_FILE_NAME =
      Pattern.compile("unmappable characters: (.*?)(?:\\)|$)");

  @Spec private CommandSpec spec;

  private MillraceMain() {}

  public static void main(String[] arguments) {
    // Text for machines must not depend on the language of the machine it is written on.
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine(System.getenv()).execute(arguments));
  }

  /**
   * @param environment such as {@link System#getenv()}
   */
  static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(environment, Question.ON_TERMINAL);
  }

  /**
   * For tests, who answer questions themselves.
   *
   * @param environment such as {@link System#getenv()}
   */
  static CommandLine commandLine(Map<String, String> environment, Question question) {
    Map<String, String> variables = new LinkedHashMap<>(environment);
    CommandLine commandLine =
        new CommandLine(new MillraceMain())
            .addSubcommand(new DemoCommand(variables))
            .addSubcommand(new UpCommand(variables))
            .addSubcommand(new ProduceCommand(variables))
            .addSubcommand(new SweepCommand(variables))
            .addSubcommand(new BackfillCommand(variables))
            .addSubcommand(new PauseCommand(variables))
            .addSubcommand(new ResumeCommand(variables))
            .addSubcommand(new CancelCommand(variables, question))
            .addSubcommand(new StatusCommand(variables))
            .addSubcommand(new GapsCommand(variables))
            .addSubcommand(new ExcludeCommand(variables))
            .addSubcommand(DlqCommand.with(variables, question))
            .addSubcommand(RejectedCommand.with(variables, question))
            .addSubcommand(new RecountCommand(variables))
            .addSubcommand(new ReconcileCommand(variables))
            .addSubcommand(TypesCommand.with(variables))
            .addSubcommand(new WorkerCommand())
            .addSubcommand(new CompletionCommand());
    SettingOptions.add(commandLine, variables);
    commandLine.getHelpSectionMap().put(SECTION_KEY_FOOTER, SettingsHelp::table);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionStrategy(SafeOutput.strategy(commandLine));
    commandLine.setParameterExceptionHandler(MillraceMain::refuse);
    commandLine.setExecutionExceptionHandler((e, command, _) -> explain(e, command, variables));
    return commandLine;
  }

  /** Without a command there is nothing to do but to say what there is. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  private static int refuse(ParameterException e, String[] arguments) {
    CommandLine commandLine = e.getCommandLine();
    String name = commandLine.getCommandSpec().qualifiedName();
    Optional<String> file = unknownFileName(e);
    say(
        commandLine.getErr(),
        file.orElseGet(() -> "%s; see %s --help".formatted(e.getMessage(), name)));
    return ExitCode.USAGE;
  }

  /** One line that says what, which value, and what to do; wrong settings get a line each. */
  private static int explain(Exception e, CommandLine command, Map<String, String> variables) {
    List<String> causes =
        OWN_SERVICES.contains(command.getCommandName())
            ? List.of()
            : new FirstContact(variables, () -> Pipeline.client(variables, 2)).causes(e);
    String message =
        unknownFileName(e).orElse(e.getMessage() == null ? e.toString() : e.getMessage());
    say(command.getErr(), causes.isEmpty() ? message : String.join("\n", causes));
    if (System.getenv("MILLRACE_DEBUG") != null) {
      e.printStackTrace(command.getErr());
    }
    return e instanceof InvalidSettingsException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  /** In the POSIX locale the JVM has no path for it, and says so in words for programmers. */
  private static Optional<String> unknownFileName(Exception e) {
    return UNKNOWN_FILE_NAME
        .matcher(String.valueOf(e.getMessage()))
        .results()
        .map(
            found ->
                "the file name '%s' is not ASCII, and the locale of this process is; set"
                        .formatted(found.group(1))
                    + " LC_ALL=C.UTF-8")
        .findFirst();
  }

  private static void say(PrintWriter err, String text) {
    text.lines().forEach(line -> err.println("millrace: " + Printable.of(line)));
  }
}

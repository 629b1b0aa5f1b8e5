package dev.millrace.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;

import dev.millrace.cli.check.ReconcileCommand;
import dev.millrace.cli.check.RecountCommand;
import dev.millrace.cli.console.ConsoleCommand;
import dev.millrace.cli.deadletter.DeadLetterCommand;
import dev.millrace.cli.demo.DemoCommand;
import dev.millrace.cli.option.ColourOption;
import dev.millrace.cli.option.SettingOptions;
import dev.millrace.cli.option.SettingsHelp;
import dev.millrace.cli.pipeline.Pipeline;
import dev.millrace.cli.problem.ProblemsCommand;
import dev.millrace.cli.query.HeadCommand;
import dev.millrace.cli.query.SqlCommand;
import dev.millrace.cli.rejected.RejectedCommand;
import dev.millrace.cli.run.BackfillCommand;
import dev.millrace.cli.run.CancelCommand;
import dev.millrace.cli.run.ExcludeCommand;
import dev.millrace.cli.run.OperationsCommand;
import dev.millrace.cli.run.PauseCommand;
import dev.millrace.cli.run.ProduceCommand;
import dev.millrace.cli.run.ResendCommand;
import dev.millrace.cli.run.ResumeCommand;
import dev.millrace.cli.run.SweepCommand;
import dev.millrace.cli.slice.SliceCommand;
import dev.millrace.cli.stack.EnvCommand;
import dev.millrace.cli.stack.UpCommand;
import dev.millrace.cli.status.CountsCommand;
import dev.millrace.cli.status.GapsCommand;
import dev.millrace.cli.status.StatusCommand;
import dev.millrace.cli.terminal.FailureText;
import dev.millrace.cli.terminal.Question;
import dev.millrace.cli.terminal.SafeOutput;
import dev.millrace.cli.terminal.Terminal.Colours;
import dev.millrace.cli.terminal.UsageText;
import dev.millrace.cli.types.TypesCommand;
import dev.millrace.cli.via.RemoteCommand;
import dev.millrace.cli.via.Via;
import dev.millrace.cli.via.ViaOptions;
import dev.millrace.contact.FirstContact;
import dev.millrace.settings.InvalidSettingsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All commands. Exit status: 0 success, 1 failure, 2 invalid usage or settings. */
@Command(
    name = "millrace",
    description = "Imports raw documents through SQS into MySQL and counts them per five minutes.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading =
        "%nSettings and their defaults; each is an environment variable and an%n"
            + "option of every command, such as --db-url for MILLRACE_DB_URL:%n")
final class MillraceCommands implements Callable<Integer> {

  /** Commands that start their own services and ignore the addresses in the settings. */
  private static final Set<String> OWN_SERVICES = Set.of("demo", "up");

  /** Picocli keeps only the text of an {@link java.nio.file.InvalidPathException}. */
  private static final Pattern UNKNOWN_FILE_NAME =
      Pattern.compile("unmappable characters: (.*?)(?:\\)|$)");

  @Spec private CommandSpec spec;

  private MillraceCommands() {}

  /**
   * The command line.
   *
   * @param environment such as {@link System#getenv()}
   * @param first the first argument; if it is a command, only that one is built, since building all
   *     of them takes longer than most commands need
   */
  static CommandLine commandLine(Map<String, String> environment, Question question, String first) {
    Map<String, String> variables = new LinkedHashMap<>(environment);
    CommandLine commandLine = new CommandLine(new MillraceCommands());
    AtomicReference<@Nullable Via> function = new AtomicReference<>();
    Map<String, Supplier<Object>> commands = commands(variables, question, function::get);
    boolean all = !commands.containsKey(first) || first.equals("completion");
    commands.forEach(
        (name, command) -> {
          if (all || name.equals(first)) {
            commandLine.addSubcommand(command.get());
          }
        });
    SettingOptions.add(commandLine, variables);
    AtomicReference<Colours> colours = new AtomicReference<>(Colours.AUTO);
    ColourOption.add(commandLine, colours);
    ViaOptions.add(commandLine, function);
    addVersion(commandLine);
    commandLine.getHelpSectionMap().put(SECTION_KEY_FOOTER, SettingsHelp::table);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionStrategy(
        RemoteCommand.strategy(
            commandLine,
            environment,
            function,
            ConsoleCommand::serves,
            () -> colours.get() == Colours.AUTO,
            SafeOutput.strategy(commandLine, environment, colours::get)));
    commandLine.setParameterExceptionHandler(MillraceCommands::refuse);
    commandLine.setExecutionExceptionHandler((e, command, _) -> explain(e, command, variables));
    return commandLine;
  }

  /** The commands by name, in the order of the help. */
  private static Map<String, Supplier<Object>> commands(
      Map<String, String> variables, Question question, Supplier<@Nullable Via> via) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("demo", () -> new DemoCommand(variables));
    commands.put("up", () -> new UpCommand(variables));
    commands.put("env", EnvCommand::new);
    commands.put("produce", () -> new ProduceCommand(variables));
    commands.put("sweep", () -> new SweepCommand(variables));
    commands.put("resend", () -> new ResendCommand(variables));
    commands.put("backfill", () -> new BackfillCommand(variables));
    commands.put("pause", () -> new PauseCommand(variables));
    commands.put("resume", () -> new ResumeCommand(variables));
    commands.put("cancel", () -> new CancelCommand(variables, question));
    commands.put("status", () -> new StatusCommand(variables));
    commands.put("gaps", () -> new GapsCommand(variables));
    commands.put("counts", () -> new CountsCommand(variables));
    commands.put("problems", () -> new ProblemsCommand(variables));
    commands.put("operations", () -> new OperationsCommand(variables));
    commands.put("slice", () -> SliceCommand.with(variables, question));
    commands.put("console", () -> new ConsoleCommand(variables, via));
    commands.put("exclude", () -> new ExcludeCommand(variables));
    commands.put("head", () -> new HeadCommand(variables));
    commands.put("sql", () -> new SqlCommand(variables));
    commands.put("dlq", () -> DeadLetterCommand.with(variables, question));
    commands.put("rejected", () -> RejectedCommand.with(variables, question));
    commands.put("recount", () -> new RecountCommand(variables));
    commands.put("reconcile", () -> new ReconcileCommand(variables));
    commands.put("types", () -> TypesCommand.with(variables));
    commands.put("worker", () -> new WorkerCommand());
    commands.put("completion", () -> new CompletionCommand(variables));
    return commands;
  }

  /** Every command prints the version of the build. */
  private static void addVersion(CommandLine commandLine) {
    commandLine.getCommandSpec().versionProvider(new BuildVersion());
    commandLine.getSubcommands().values().forEach(MillraceCommands::addVersion);
  }

  /** Without a command, prints where to begin. */
  @Override
  public Integer call() {
    spec.commandLine()
        .getErr()
        .println(
            """
            millrace: no command was given
              ./millrace demo      runs the whole pipeline on this machine
              ./millrace status    shows the overall status
              ./millrace --help    lists all commands and settings\
            """);
    return ExitCode.USAGE;
  }

  private static int refuse(ParameterException e, String[] arguments) {
    CommandLine commandLine = e.getCommandLine();
    String name = commandLine.getCommandSpec().qualifiedName();
    Optional<String> file = unknownFileName(e);
    FailureText.print(
        commandLine.getErr(),
        List.of(arguments).contains("--json"),
        file.orElseGet(() -> help(UsageText.of(e), name)));
    return ExitCode.USAGE;
  }

  private static String help(String message, String command) {
    return "%s%s see %s --help".formatted(message, message.endsWith("?") ? "" : ";", command);
  }

  /** One line: what happened, which value, what to do. Invalid settings get a line each. */
  private static int explain(Exception e, CommandLine command, Map<String, String> variables) {
    List<String> causes =
        OWN_SERVICES.contains(command.getCommandName())
            ? List.of()
            : new FirstContact(variables, () -> Pipeline.client(variables, 2)).causes(e);
    String message =
        unknownFileName(e).orElse(e.getMessage() == null ? e.toString() : e.getMessage());
    FailureText.print(
        command.getErr(),
        command.getParseResult().hasMatchedOption("--json"),
        causes.isEmpty() ? message : String.join("\n", causes));
    if (System.getenv("MILLRACE_DEBUG") != null) {
      e.printStackTrace(command.getErr());
    }
    return e instanceof InvalidSettingsException ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  /** In the POSIX locale the JVM cannot represent the path, and its message is cryptic. */
  private static Optional<String> unknownFileName(Exception e) {
    return UNKNOWN_FILE_NAME
        .matcher(String.valueOf(e.getMessage()))
        .results()
        .map(
            found ->
                "the file name '%s' is not ASCII, but the locale of this process is; set"
                        .formatted(found.group(1))
                    + " LC_ALL=C.UTF-8")
        .findFirst();
  }
}

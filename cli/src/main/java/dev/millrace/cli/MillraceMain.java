package dev.millrace.cli;

import dev.millrace.settings.InvalidSettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The command line. Exit status 0 done, 1 failed, 2 wrong usage or settings. */
@Command(
    name = "millrace",
    description = "Imports raw documents through SQS into MySQL and counts them per five minutes.",
    mixinStandardHelpOptions = true,
    version = "millrace 0.1.0",
    footerHeading = "%nSettings (environment variables):%n",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ProduceCommand.class,
      SweepCommand.class,
      BackfillCommand.class,
      TypesCommand.class,
    })
public final class MillraceMain {

  private MillraceMain() {}

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new MillraceMain());
    commandLine.getCommandSpec().usageMessage().footer(SettingsHelp.lines());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(MillraceMain::explain);
    return commandLine;
  }

  /** One line that says what, which value, and what to do; wrong settings get a line each. */
  private static int explain(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
    boolean usage = e instanceof InvalidSettingsException;
    String text = e.getMessage() == null ? e.toString() : e.getMessage();
    for (String line : text.lines().toList()) {
      commandLine.getErr().println("millrace: " + line);
    }
    if (System.getenv("MILLRACE_DEBUG") != null) {
      e.printStackTrace(commandLine.getErr());
    }
    return usage ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }
}

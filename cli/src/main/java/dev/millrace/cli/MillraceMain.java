package dev.millrace.cli;

import dev.millrace.cli.terminal.Question;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/** The command line of this machine. */
public final class MillraceMain {

  private MillraceMain() {}

  public static void main(String[] arguments) {
    // Machine-readable output must not depend on the language of this machine.
    Locale.setDefault(Locale.ROOT);
    CommandLine commandLine =
        MillraceCommands.commandLine(
            System.getenv(), Question.ON_TERMINAL, arguments.length == 0 ? "" : arguments[0]);
    System.exit(commandLine.execute(arguments));
  }

  /**
   * All commands, for programs that run several of them.
   *
   * @param environment such as {@link System#getenv()}
   */
  public static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(environment, Question.ON_TERMINAL);
  }

  /**
   * For tests, which answer the questions themselves.
   *
   * @param environment such as {@link System#getenv()}
   */
  static CommandLine commandLine(Map<String, String> environment, Question question) {
    return MillraceCommands.commandLine(environment, question, "");
  }
}

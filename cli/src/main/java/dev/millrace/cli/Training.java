package dev.millrace.cli;

import dev.millrace.cli.terminal.Question;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/**
 * Runs reading commands against a running stack while the JVM records a cache of classes, which
 * then has what these commands need. The exit status is that of the first one that fails.
 */
public final class Training {

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("status", "--color=always"),
          List.of("status", "--json"),
          List.of("gaps", "--color=always"),
          List.of("gaps", "--from=-2d", "--json"),
          List.of("sql", "SHOW TABLES"),
          List.of("sql", "SHOW TABLES", "--json"),
          List.of("problems"),
          List.of("types", "list"),
          List.of("rejected", "list"),
          List.of("resend", "--dry-run"),
          List.of("backfill", "--from=-2d", "--dry-run"));

  private Training() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    for (List<String> command : COMMANDS) {
      int status =
          MillraceCommands.commandLine(System.getenv(), Question.ON_TERMINAL, command.getFirst())
              .execute(command.toArray(String[]::new));
      if (status != CommandLine.ExitCode.OK) {
        System.exit(status);
      }
    }
  }
}

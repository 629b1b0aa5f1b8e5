package dev.millrace.cli.deadletter;

import dev.millrace.cli.terminal.Question;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The group of commands for dead letters; picocli refuses it without one of them. */
@Command(
    name = "dlq",
    description = "Lists, shows, redrives and drops dead letters.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class DeadLetterCommand {

  private DeadLetterCommand() {}

  public static CommandLine with(Map<String, String> environment, Question question) {
    return new CommandLine(new DeadLetterCommand())
        .addSubcommand(new DeadLetterListCommand(environment))
        .addSubcommand(new DeadLetterShowCommand(environment))
        .addSubcommand(new DeadLetterRedriveCommand(environment))
        .addSubcommand(new DeadLetterDropCommand(environment, question));
  }
}

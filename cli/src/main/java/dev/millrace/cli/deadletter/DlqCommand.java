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
public final class DlqCommand {

  private DlqCommand() {}

  public static CommandLine with(Map<String, String> environment, Question question) {
    return new CommandLine(new DlqCommand())
        .addSubcommand(new DlqListCommand(environment))
        .addSubcommand(new DlqShowCommand(environment))
        .addSubcommand(new DlqRedriveCommand(environment))
        .addSubcommand(new DlqDropCommand(environment, question));
  }
}

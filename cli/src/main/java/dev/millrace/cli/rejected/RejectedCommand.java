package dev.millrace.cli.rejected;

import dev.millrace.cli.terminal.Question;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The rejected documents. */
@Command(
    name = "rejected",
    description = "Lists, shows, replays and drops rejected documents.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class RejectedCommand {

  private RejectedCommand() {}

  public static CommandLine with(Map<String, String> environment, Question question) {
    return new CommandLine(new RejectedCommand())
        .addSubcommand(new RejectedListCommand(environment))
        .addSubcommand(new RejectedShowCommand(environment))
        .addSubcommand(new RejectedReplayCommand(environment))
        .addSubcommand(new RejectedDropCommand(environment, question));
  }
}

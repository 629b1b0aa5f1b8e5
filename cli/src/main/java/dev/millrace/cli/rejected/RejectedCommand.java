package dev.millrace.cli.rejected;

import dev.millrace.cli.terminal.Question;
import dev.millrace.cli.terminal.UsageText;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The rejected documents. */
@Command(
    name = "rejected",
    description = "Lists, shows, replays and drops rejected documents.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class RejectedCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private RejectedCommand() {}

  public static CommandLine with(Map<String, String> environment, Question question) {
    return new CommandLine(new RejectedCommand())
        .addSubcommand(new RejectedListCommand(environment))
        .addSubcommand(new RejectedShowCommand(environment))
        .addSubcommand(new RejectedReplayCommand(environment))
        .addSubcommand(new RejectedDropCommand(environment, question));
  }

  /** Without a command, prints the commands. */
  @Override
  public Integer call() {
    spec.commandLine()
        .getErr()
        .println("millrace: " + UsageText.withoutCommand(spec.commandLine()));
    return ExitCode.USAGE;
  }
}

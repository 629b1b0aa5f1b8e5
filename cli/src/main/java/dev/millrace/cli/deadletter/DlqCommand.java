package dev.millrace.cli.deadletter;

import dev.millrace.cli.terminal.Question;
import dev.millrace.cli.terminal.UsageText;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The dead-letter queues. */
@Command(
    name = "dlq",
    description = "Lists, shows, redrives and drops dead letters.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class DlqCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private DlqCommand() {}

  public static CommandLine with(Map<String, String> environment, Question question) {
    return new CommandLine(new DlqCommand())
        .addSubcommand(new DlqListCommand(environment))
        .addSubcommand(new DlqShowCommand(environment))
        .addSubcommand(new DlqRedriveCommand(environment))
        .addSubcommand(new DlqDropCommand(environment, question));
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

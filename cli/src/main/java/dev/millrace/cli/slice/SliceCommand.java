package dev.millrace.cli.slice;

import dev.millrace.cli.terminal.Question;
import dev.millrace.cli.terminal.UsageText;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One slice. */
@Command(
    name = "slice",
    description = "Shows, redrives and cancels one slice.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class SliceCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  private SliceCommand() {}

  public static CommandLine with(Map<String, String> environment, Question question) {
    return new CommandLine(new SliceCommand())
        .addSubcommand(new SliceShowCommand(environment))
        .addSubcommand(new SliceRedriveCommand(environment))
        .addSubcommand(new SliceCancelCommand(environment, question));
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

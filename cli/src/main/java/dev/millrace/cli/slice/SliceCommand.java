package dev.millrace.cli.slice;

import dev.millrace.cli.terminal.Question;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** One slice. */
@Command(
    name = "slice",
    description = "Shows, redrives and cancels one slice.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class SliceCommand {

  private SliceCommand() {}

  public static CommandLine with(Map<String, String> environment, Question question) {
    return new CommandLine(new SliceCommand())
        .addSubcommand(new SliceShowCommand(environment))
        .addSubcommand(new SliceRedriveCommand(environment))
        .addSubcommand(new SliceCancelCommand(environment, question));
  }
}

package dev.millrace.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import dev.millrace.bucket.CountedTable;
import dev.millrace.cli.terminal.TimeText;
import dev.millrace.time.Window;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The span of a command; by default all time. */
public final class SpanOptions {

  @Spec(MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description =
          "start: ISO 8601, unix seconds or relative such as -2d (default: the earliest event)")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "end, exclusive (default: unlimited, including the future)")
  private @Nullable Instant to;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  SpanOptions() {}

  /**
   * The window of the options; an absent option means unlimited.
   *
   * @throws ParameterException when it ends before it begins
   */
  public Window window() {
    return window(
        spec,
        from == null ? CountedTable.ALL.from() : from.getEpochSecond(),
        to == null ? CountedTable.ALL.to() : to.getEpochSecond());
  }

  /**
   * The window of a command's options {@code --from} and {@code --to}.
   *
   * @throws ParameterException when it ends before it begins
   */
  public static Window window(CommandSpec command, long from, long to) {
    if (from >= to) {
      throw new ParameterException(
          command.commandLine(),
          "--from %s is not before --to %s".formatted(TimeText.moment(from), TimeText.moment(to)));
    }
    return new Window(from, to);
  }
}

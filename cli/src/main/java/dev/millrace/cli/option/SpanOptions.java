package dev.millrace.cli.option;

import static picocli.CommandLine.Spec.Target.MIXEE;

import dev.millrace.bucket.CountedTable;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.cli.terminal.TimeText;
import dev.millrace.plan.Expectation;
import dev.millrace.time.Window;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The span of a command, whose description says the default. */
public final class SpanOptions {

  @Spec(MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "start: ISO 8601, unix seconds or relative such as -2d")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "end, exclusive")
  private @Nullable Instant to;

  @SuppressWarnings("NullAway.Init") // picocli sets the rest
  public SpanOptions() {}

  public @Nullable Instant from() {
    return from;
  }

  public @Nullable Instant to() {
    return to;
  }

  /**
   * The window of the options; an absent option means unlimited.
   *
   * @throws ParameterException when it ends before it begins
   */
  public Window window() {
    return window(CountedTable.ALL.from(), CountedTable.ALL.to());
  }

  /**
   * The window of the options.
   *
   * @param start for an absent --from, in unix seconds
   * @param end for an absent --to, in unix seconds
   * @throws ParameterException when it ends before it begins
   */
  public Window window(long start, long end) {
    return window(
        spec, from == null ? start : from.getEpochSecond(), to == null ? end : to.getEpochSecond());
  }

  /**
   * The window of a type that a command asks its source for; by default one slice, up to --to or
   * else up to the newest settled time.
   *
   * @throws ParameterException when it ends before it begins
   */
  public Window newest(DocumentType type, InstantSource clock) {
    long width = type.schedule().sliceWidth().seconds();
    long settled = clock.instant().minus(Expectation.SOURCE_LAG).getEpochSecond();
    long end = from == null ? Window.floor(settled, type.grain()) : from.getEpochSecond() + width;
    return window(to == null ? end - width : to.getEpochSecond() - width, end);
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

package dev.millrace.cli;

import dev.millrace.bucket.CountedTable;
import dev.millrace.time.Window;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The span of a command that may go over all there is. */
final class SpanOptions {

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description =
          "first moment: ISO 8601, unix seconds or relative as -2d (default: the first there is)")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "first moment after it (default: no end, so the future too)")
  private @Nullable Instant to;

  Window window() {
    return new Window(
        from == null ? CountedTable.ALL.from() : from.getEpochSecond(),
        to == null ? CountedTable.ALL.to() : to.getEpochSecond());
  }
}

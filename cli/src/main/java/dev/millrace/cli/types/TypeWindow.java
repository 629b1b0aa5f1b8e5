package dev.millrace.cli.types;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.cli.option.SpanOptions;
import dev.millrace.cli.option.TimeOption;
import dev.millrace.plan.Backfills;
import dev.millrace.time.Window;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options for one window of a type; by default the newest one of its slice width. */
final class TypeWindow {

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
      description = "end, exclusive (default: a minute ago, or a slice after --from)")
  private @Nullable Instant to;

  TypeWindow() {}

  /** The window of the options. */
  Window of(CommandSpec command, DocumentType type, InstantSource clock) {
    long width = type.schedule().sliceWidth().seconds();
    long settled = clock.instant().minus(Backfills.SOURCE_LAG).getEpochSecond();
    long now = Window.floor(settled, type.grain());
    long end =
        to != null ? to.getEpochSecond() : from == null ? now : from.getEpochSecond() + width;
    long start = from == null ? end - width : from.getEpochSecond();
    return SpanOptions.window(command, start, end);
  }
}

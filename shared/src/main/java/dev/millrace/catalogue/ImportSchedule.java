package dev.millrace.catalogue;

import dev.millrace.time.SliceWidth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When the documents of a type are imported. Does not affect the rows, and so not the version of
 * the definition.
 *
 * @param sliceWidth how much time one slice covers, at most
 * @param since the first moment with expected documents; null where it is unknown
 * @param recheck ages at which a span is imported again, ascending
 * @param fresh the promise: everything that is expected and older is imported; null without one
 */
public record ImportSchedule(
    SliceWidth sliceWidth,
    @Nullable Instant since,
    List<Duration> recheck,
    @Nullable Duration fresh) {

  public ImportSchedule {
    recheck = List.copyOf(recheck);
  }
}

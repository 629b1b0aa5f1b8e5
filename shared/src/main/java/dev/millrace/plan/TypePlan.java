package dev.millrace.plan;

import dev.millrace.ledger.PlannedSlice;
import dev.millrace.time.SliceWidth;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.util.stream.Stream;

/**
 * The plan of a backfill for one type.
 *
 * @param asked its window, clipped to the type's beginning and the source lag
 * @param spans the part of the window that is imported
 * @param excluded seconds of these spans that an operator has excluded; a backfill imports them
 *     anyway
 * @param documents their estimated number, by the ledger's density; negative without an estimate
 */
public record TypePlan(
    String type, Window asked, Spans spans, long excluded, SliceWidth width, long documents) {

  /** The slices of each span, in any number. */
  Stream<Stream<PlannedSlice>> slices() {
    return spans.windows().stream()
        .map(span -> SlicePlanner.cut(span, width).map(slice -> new PlannedSlice(type, slice)));
  }

  /** The number of slices. */
  public long count() {
    return spans.windows().stream().mapToLong(width::slices).sum();
  }
}

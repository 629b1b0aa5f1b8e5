package dev.millrace.plan;

import dev.millrace.ledger.PlannedSlice;
import dev.millrace.time.SliceWidth;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.util.stream.Stream;

/**
 * What a backfill would import of one type.
 *
 * @param asked its window, clipped to the type's beginning and to what has settled
 * @param spans the part of the window that is imported
 * @param excluded seconds of these spans that a person has excluded; a backfill imports them all
 *     the same
 * @param documents how many there are by what the ledger knows of their density; negative where it
 *     knows nothing
 */
public record TypePlan(
    String type, Window asked, Spans spans, long excluded, SliceWidth width, long documents) {

  /** The slices of each span, as many as there may be. */
  Stream<Stream<PlannedSlice>> slices() {
    return spans.windows().stream()
        .map(span -> SlicePlanner.cut(span, width).map(slice -> new PlannedSlice(type, slice)));
  }

  /** How many slices that are. */
  public long count() {
    return spans.windows().stream().mapToLong(width::slices).sum();
  }
}

package dev.millrace.producer;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Runs;
import dev.millrace.ledger.Runs.Planned;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.SlicePlanner;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.List;

/**
 * Plans the regular window of a schedule: the last 70 minutes up to what has settled, per type in
 * slices of its width. The same tick a second time is the same run. Thread-safe.
 */
public final class Tick {

  private final Runs runs;

  public Tick(Runs runs) {
    this.runs = runs;
  }

  /**
   * Plans one run for all types that are on.
   *
   * @param triggeredAt the trigger's own time, never the time of this call
   */
  public Planned plan(Instant triggeredAt, Catalogue catalogue) {
    Window window = Window.before(triggeredAt.minus(Backfills.SETTLE), Backfills.REGULAR);
    List<PlannedSlice> slices =
        catalogue.types().stream()
            .filter(DocumentType::scheduled)
            .flatMap(
                type ->
                    SlicePlanner.cut(window, type.sliceWidth())
                        .map(slice -> new PlannedSlice(type.name(), slice)))
            .toList();
    return runs.plan(RunKind.SCHEDULE, Long.toString(triggeredAt.getEpochSecond()), slices);
  }
}

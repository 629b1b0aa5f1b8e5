package dev.millrace.bench;

import dev.millrace.bench.contender.ContenderKind;

/** Finds the limit at which a contender has as many messages in flight as a cell allows. */
final class Ceiling {

  private static final int TRIES = 6;

  /** The target, so that an attempt does not end just above the ceiling. */
  private static final double AIM = 0.97;

  /** Limits are whole batches, since receives are. */
  private static final int STEP = 10;

  private final Scenarios scenarios;
  private final Cell cell;
  private final ContenderKind kind;

  Ceiling(Scenarios scenarios, Cell cell, ContenderKind kind) {
    this.scenarios = scenarios;
    this.cell = cell;
    this.kind = kind;
  }

  /**
   * The largest limit tried that kept the ceiling, or the smallest tried if none did.
   *
   * @param rate expected messages per second
   */
  int limit(double rate) {
    int tasks = (int) Math.clamp(Math.round(rate * cell.seconds()), 1000L, 60_000L);
    int limit = cell.inFlight();
    int kept = 0;
    int least = limit;
    for (int i = 0; i < TRIES; i++) {
      double inFlight =
          scenarios
              .backlog(cell.withLimit(limit), kind, tasks)
              .join()
              .value(Column.IN_FLIGHT)
              .orElseThrow();
      if (inFlight <= cell.inFlight()) {
        kept = Math.max(kept, limit);
      }
      least = Math.min(least, limit);
      int next = (int) (AIM * limit * cell.inFlight() / Math.max(1, inFlight)) / STEP * STEP;
      next = Math.clamp(next, STEP, 10 * cell.inFlight());
      if (next == limit) {
        break;
      }
      limit = next;
    }
    return kept > 0 ? kept : least;
  }
}

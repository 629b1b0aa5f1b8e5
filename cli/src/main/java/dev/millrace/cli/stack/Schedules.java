package dev.millrace.cli.stack;

import dev.millrace.producer.Producer;
import dev.millrace.producer.Tick.Ticked;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Ticks and sweeps when their time has come, as the schedules of EventBridge do. What fails is said
 * and tried again the next time. Not thread-safe.
 */
final class Schedules {

  private final Producer producer;
  private final Duration tickEvery;
  private final Duration sweepEvery;
  private final PrintWriter err;
  private final InstantSource clock;
  private Instant nextTick;
  private Instant nextSweep;

  /**
   * @param tickEvery zero for no ticks at all
   * @param clock both are due for the first time now
   */
  Schedules(
      Producer producer,
      Duration tickEvery,
      Duration sweepEvery,
      PrintWriter err,
      InstantSource clock) {
    this.producer = producer;
    this.tickEvery = tickEvery;
    this.sweepEvery = sweepEvery;
    this.err = err;
    this.clock = clock;
    this.nextTick = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    this.nextSweep = nextTick;
  }

  /** Does what is due; ticks that were missed are one, since it heals what they left out. */
  void turn() {
    Instant now = clock.instant();
    if (tickEvery.isPositive() && !now.isBefore(nextTick)) {
      Instant time = nextTick;
      nextTick = after(now, tickEvery);
      attempt("tick", () -> tick(time));
    }
    if (!now.isBefore(nextSweep)) {
      nextSweep = after(now, sweepEvery);
      attempt("sweep", producer::sweep);
    }
  }

  private void tick(Instant time) {
    Ticked ticked = producer.tick(time);
    err.printf(
        Locale.ROOT,
        "%s tick: %,d slices, %,d to heal, %,d rechecks%n",
        time,
        ticked.slices(),
        ticked.healing(),
        ticked.rechecks());
  }

  private void attempt(String what, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      err.printf(Locale.ROOT, "millrace: the %s failed: %s%n", what, e.getMessage());
    }
    err.flush();
  }

  /** The next moment on the grid of the interval. */
  private static Instant after(Instant now, Duration interval) {
    long seconds = interval.toSeconds();
    return Instant.ofEpochSecond((Math.floorDiv(now.getEpochSecond(), seconds) + 1) * seconds);
  }
}

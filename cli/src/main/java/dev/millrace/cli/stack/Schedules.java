package dev.millrace.cli.stack;

import dev.millrace.producer.Producer;
import dev.millrace.producer.Tick.Ticked;
import dev.millrace.text.CountText;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Runs ticks and sweeps when they are due, as the EventBridge schedules do. A failure is printed;
 * the next run makes up for it. Not thread-safe.
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
   * @param tickEvery zero for no ticks
   * @param clock its current time is that of the first tick and sweep
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

  /** Runs a due tick and sweep. Missed ticks become one, since it heals their spans too. */
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
        "%s tick: %s, %,d to heal, %s%n",
        time,
        CountText.of(ticked.slices(), "slice"),
        ticked.healing(),
        CountText.of(ticked.rechecks(), "recheck"));
  }

  private void attempt(String what, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      err.printf(Locale.ROOT, "millrace: the %s failed: %s%n", what, e.getMessage());
    }
    err.flush();
  }

  /** The next multiple of the interval. */
  private static Instant after(Instant now, Duration interval) {
    long seconds = interval.toSeconds();
    return Instant.ofEpochSecond((Math.floorDiv(now.getEpochSecond(), seconds) + 1) * seconds);
  }
}

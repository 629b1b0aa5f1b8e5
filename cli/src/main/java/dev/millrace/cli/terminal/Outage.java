package dev.millrace.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An outage of the database, as a command that watches it sees it. Not thread-safe. */
public final class Outage {

  private final InstantSource clock;
  private final long pauseNanos;
  private @Nullable Instant since;

  /**
   * @param pause between two looks, at least
   */
  public Outage(InstantSource clock, Duration pause) {
    this.clock = clock;
    this.pauseNanos = pause.toNanos();
  }

  /** The database is unavailable; the second since when, unless that was known already. */
  public Optional<Instant> begins() {
    if (since != null) {
      return Optional.empty();
    }
    since = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return Optional.of(since);
  }

  public void ends() {
    since = null;
  }

  /**
   * Waits until the next look. Queries take at most a tenth of the time, however long they are.
   *
   * @param begun of the last look, as of {@link System#nanoTime}
   */
  public void pause(long begun) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(
        since == null ? Math.max(pauseNanos, 9 * (System.nanoTime() - begun)) : pauseNanos);
  }
}

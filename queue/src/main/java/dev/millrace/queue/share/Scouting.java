package dev.millrace.queue.share;

import dev.millrace.queue.sqs.Backoff;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How often a consumer looks for messages of other keys while one key has its share of the permits
 * and its handlers take long. New messages are passed at once; those that were passed before, more
 * slowly, and from their 20th receive on once a minute: looking must not use up the receives that
 * the queue allows. Not thread-safe.
 */
final class Scouting {

  private static final Backoff PAUSE =
      new Backoff(Duration.ofMillis(250), Duration.ofSeconds(4), Backoff.Jitter.HALF);

  private static final int MANY = 20;
  private static final Duration LONG_PAUSE = Duration.ofMinutes(1);

  private long untilNanos;
  private boolean resting;

  /**
   * A receive returned messages, and some of them were refused.
   *
   * @param allRefused whether it returned no other
   * @param fewestReceives of a refused one, at least 1; empty if none was refused
   */
  void found(boolean allRefused, OptionalInt fewestReceives, long nowNanos) {
    int seenBefore = fewestReceives.orElse(1) - 1;
    resting = seenBefore > 0 && allRefused;
    if (resting) {
      Duration pause = seenBefore < MANY ? PAUSE.after(seenBefore) : LONG_PAUSE;
      untilNanos = nowNanos + pause.toNanos();
    }
  }

  /** A permit was returned, so one of those messages can begin. */
  void end() {
    resting = false;
  }

  boolean resting(long nowNanos) {
    return resting && nowNanos - untilNanos < 0;
  }
}

package dev.millrace.local.apis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** So many requests in a span that begins with its first request. Not thread-safe. */
final class Quota {
  private final InstantSource clock;
  private final int limit;
  private final Duration span;
  private Instant reset;
  private int remaining;

  Quota(InstantSource clock, int limit, Duration span) {
    this.clock = clock;
    this.limit = limit;
    this.span = span;
    reset = Instant.MIN;
    remaining = limit;
  }

  /** Takes one request and says whether it was still allowed. */
  boolean take() {
    Instant now = clock.instant();
    if (!now.isBefore(reset)) {
      remaining = limit;
      // Whole seconds, since the headers that announce it have no others.
      reset = Instant.ofEpochSecond(now.plus(span).getEpochSecond());
    }
    if (remaining == 0) {
      return false;
    }
    remaining--;
    return true;
  }

  int limit() {
    return limit;
  }

  int remaining() {
    return remaining;
  }

  /** When the next span may begin. */
  Instant reset() {
    return reset;
  }

  /** Whole seconds until {@link #reset}, at least one. */
  long secondsLeft() {
    Duration left = Duration.between(clock.instant(), reset);
    return Math.max(1, left.plusNanos(999_999_999).toSeconds());
  }
}

package dev.millrace.local.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that only moves when it is set. Thread-safe. */
public final class SettableClock implements InstantSource {
  private final AtomicReference<Instant> now;

  public SettableClock(Instant start) {
    now = new AtomicReference<>(start);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /** Moves by a span, which may be negative: real clocks go back too. Returns the new moment. */
  public Instant advance(Duration span) {
    return now.updateAndGet(moment -> moment.plus(span));
  }

  public void set(Instant moment) {
    now.set(moment);
  }
}

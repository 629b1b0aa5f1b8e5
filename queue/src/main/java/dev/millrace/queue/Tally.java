package dev.millrace.queue;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts a consumer's messages since its start. Each received message counts again when it is
 * settled: <i>done</i> and <i>dead-lettered</i> when its delete is confirmed, <i>retried</i> and
 * <i>returned</i> (at once, at a stop) when its hand-back is confirmed, <i>abandoned</i> when
 * neither happened and it is redelivered once its visibility expires. Thread-safe.
 */
public final class Tally {

  final LongAdder received = new LongAdder();
  final LongAdder done = new LongAdder();
  final LongAdder retried = new LongAdder();
  final LongAdder deadLettered = new LongAdder();
  final LongAdder returned = new LongAdder();
  final LongAdder abandoned = new LongAdder();

  /** Done without work, since an earlier delivery had done it. */
  final LongAdder duplicates = new LongAdder();

  final Map<Outcome.Cause, LongAdder> deadLetters = new EnumMap<>(Outcome.Cause.class);

  Tally() {
    for (Outcome.Cause cause : Outcome.Cause.values()) {
      deadLetters.put(cause, new LongAdder());
    }
  }

  /** Counts a dead letter that was sent. */
  void sentDead(Outcome.Cause cause) {
    Objects.requireNonNull(deadLetters.get(cause)).increment();
  }

  /** The number of messages that are received and not settled yet. */
  long inHand() {
    return received.sum()
        - done.sum()
        - retried.sum()
        - deadLettered.sum()
        - returned.sum()
        - abandoned.sum();
  }

  @Override
  public String toString() {
    return "received %d, done %d, retried %d, dead-lettered %d, returned %d, abandoned %d"
        .formatted(
            received.sum(),
            done.sum(),
            retried.sum(),
            deadLettered.sum(),
            returned.sum(),
            abandoned.sum());
  }
}

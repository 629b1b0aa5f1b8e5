package dev.millrace.queue;

import dev.millrace.queue.sqs.Backoff;
import java.time.Duration;
import java.util.List;

/**
 * How often a consumer looks for messages of other keys while one key has its share of the permits
 * and its handlers take long. New messages are passed at once; those that were passed before, ever
 * more slowly, so that looking does not use up their receives. Not thread-safe.
 */
final class Scouting {

  private static final Backoff PAUSE =
      new Backoff(Duration.ofMillis(250), Duration.ofMinutes(1), Backoff.Jitter.HALF);

  private long untilNanos;
  private boolean resting;

  /** A receive returned these messages, and some of them were refused. */
  void found(List<MessageContext> messages, List<MessageContext> refused, long nowNanos) {
    int seenBefore =
        refused.stream().mapToInt(message -> message.delivery().receiveCount()).min().orElse(1) - 1;
    resting = seenBefore > 0 && refused.size() == messages.size();
    if (resting) {
      untilNanos = nowNanos + PAUSE.after(seenBefore).toNanos();
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

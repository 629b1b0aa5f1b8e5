package dev.millrace.queue;

import dev.millrace.queue.sqs.Backoff;
import java.time.Duration;
import java.util.List;

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

  /** A receive returned these messages, and some of them were refused. */
  void found(List<MessageContext> messages, List<MessageContext> refused, long nowNanos) {
    int seenBefore =
        refused.stream().mapToInt(message -> message.delivery().receiveCount()).min().orElse(1) - 1;
    resting = seenBefore > 0 && refused.size() == messages.size();
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

package dev.millrace.queue;

import java.time.Duration;

/** What a handler makes of a message. */
public sealed interface Outcome {

  /** Its effects are committed; it is deleted. */
  record Done() implements Outcome {}

  /** It becomes visible again after the delay. */
  record Retry(Duration delay) implements Outcome {

    /** SQS takes at most twelve hours from the receipt on. */
    public static final Duration LONGEST = Duration.ofHours(11);

    public Retry {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("a delay cannot be negative: " + delay);
      }
      delay = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
  }

  /** It can never succeed; it goes to the dead-letter queue with the reason. */
  record DeadLetter(String reason) implements Outcome {}
}

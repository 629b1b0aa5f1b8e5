package dev.millrace.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The result of handling a message. */
public sealed interface Outcome {

  /**
   * The effects are committed; the message is deleted.
   *
   * @param duplicate whether an earlier delivery had already done the work
   */
  record Done(boolean duplicate) implements Outcome {

    public Done() {
      this(false);
    }
  }

  /** The message becomes visible again after the delay. */
  record Retry(Duration delay) implements Outcome {

    /** SQS hides a message for at most twelve hours from its receipt. */
    public static final Duration LONGEST = Duration.ofHours(11);

    public Retry {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("a delay cannot be negative: " + delay);
      }
      delay = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
  }

  /**
   * The message cannot succeed; it goes to the dead-letter queue with the reason.
   *
   * @param cause the cause, for the metrics
   * @param details further information for operators, such as the exception, by attribute name
   */
  record DeadLetter(Cause cause, String reason, Map<String, String> details) implements Outcome {

    public DeadLetter {
      details = Map.copyOf(details);
    }

    public DeadLetter(Cause cause, String reason) {
      this(cause, reason, Map.of());
    }

    /** A message whose processing failed repeatedly. */
    public DeadLetter(String reason) {
      this(Cause.FAILED, reason);
    }

    /** Adds a detail. */
    public DeadLetter with(String name, String value) {
      Map<String, String> more = new HashMap<>(details);
      more.put(name, value);
      return new DeadLetter(cause, reason, more);
    }
  }

  /** The kinds of reasons for which messages are dead-lettered. */
  enum Cause {
    /** The message cannot be parsed. */
    MALFORMED,
    /** The message belongs on another queue. */
    MISPLACED,
    /** The document type in the message is unknown. */
    UNKNOWN_TYPE,
    /** The slice in the message is unknown. */
    UNKNOWN_SLICE,
    /** The processing failed repeatedly. */
    FAILED
  }
}

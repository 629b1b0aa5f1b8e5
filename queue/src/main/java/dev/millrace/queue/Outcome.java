package dev.millrace.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What a handler makes of a message. */
public sealed interface Outcome {

  /**
   * Its effects are committed; it is deleted.
   *
   * @param duplicate whether another delivery had done it before
   */
  record Done(boolean duplicate) implements Outcome {

    public Done() {
      this(false);
    }
  }

  /** It becomes visible again after the delay. */
  record Retry(Duration delay) implements Outcome {

    /** SQS hides a message for at most twelve hours from its receipt on. */
    public static final Duration LONGEST = Duration.ofHours(11);

    public Retry {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("a delay cannot be negative: " + delay);
      }
      delay = delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
  }

  /**
   * It can never succeed; it goes to the dead-letter queue with the reason.
   *
   * @param cause what it is counted as
   * @param details what else a person should know, such as exception and run, by attribute name
   */
  record DeadLetter(Cause cause, String reason, Map<String, String> details) implements Outcome {

    public DeadLetter {
      details = Map.copyOf(details);
    }

    public DeadLetter(Cause cause, String reason) {
      this(cause, reason, Map.of());
    }

    /** One whose work failed too often. */
    public DeadLetter(String reason) {
      this(Cause.FAILED, reason);
    }

    /** The same with one more detail. */
    public DeadLetter with(String name, String value) {
      Map<String, String> more = new HashMap<>(details);
      more.put(name, value);
      return new DeadLetter(cause, reason, more);
    }
  }

  /** Why messages are given up, as few words for many reasons. */
  enum Cause {
    /** It cannot be understood. */
    MALFORMED,
    /** It is for another queue. */
    MISPLACED,
    /** Its document type is not in the catalogue. */
    UNKNOWN_TYPE,
    /** The ledger does not know it. */
    UNKNOWN_SLICE,
    /** Its work failed too often. */
    FAILED
  }
}

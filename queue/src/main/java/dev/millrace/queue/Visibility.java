package dev.millrace.queue;

import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;

/**
 * How long a delivery stays hidden from other consumers. Thread-safe.
 *
 * <p>Only a held delivery is extended, and {@link #release} waits for an extension in progress, so
 * that no extension lands after a back-off. All times are readings of {@link System#nanoTime},
 * which clock changes do not affect.
 */
final class Visibility {

  private final long askedNanos;
  private final long lengthNanos;
  private final long periodNanos;
  private Phase phase = Phase.HELD;
  private long dueNanos;
  private long endNanos;

  private enum Phase {
    /** Hidden, and extended when it is due. */
    HELD,
    /** An extension is in progress. */
    EXTENDING,
    /** An extension is in progress, and none follows. */
    RELEASING,
    /** Hidden, and no longer extended. */
    RELEASED,
    /** Other consumers may have received it. */
    LOST
  }

  /**
   * @param askedNanos when the receive began. The queue hid the message between then and the
   *     response: the next extension counts from the earlier time, the loss from the later one
   */
  Visibility(long askedNanos, long answeredNanos, ConsumerSettings settings) {
    this.askedNanos = askedNanos;
    this.lengthNanos = settings.visibility().toNanos();
    this.periodNanos = settings.extensionPeriod().toNanos();
    this.dueNanos = askedNanos + periodNanos;
    this.endNanos = answeredNanos + lengthNanos;
  }

  synchronized boolean lost() {
    return phase == Phase.LOST;
  }

  synchronized boolean due(long nowNanos) {
    return phase == Phase.HELD && nowNanos - dueNanos >= 0;
  }

  synchronized long dueNanos() {
    return dueNanos;
  }

  /** Begins an extension, if the delivery is still held. */
  synchronized boolean begin() {
    boolean held = phase == Phase.HELD;
    if (held) {
      phase = Phase.EXTENDING;
    }
    return held;
  }

  /** Ends an extension that the queue confirmed. */
  synchronized void extended(long extensionAskedNanos) {
    endNanos = extensionAskedNanos + lengthNanos;
    postpone(extensionAskedNanos + periodNanos);
  }

  /** Ends an extension that failed; the next one is due at the given time. */
  synchronized void postpone(long nextNanos) {
    dueNanos = nextNanos;
    if (phase == Phase.EXTENDING) {
      phase = Phase.HELD;
    } else if (phase == Phase.RELEASING) {
      become(Phase.RELEASED);
    }
  }

  private void become(Phase next) {
    phase = next;
    notifyAll();
  }

  /**
   * The queue no longer accepts the receipt. Returns whether that is a loss that was not known yet.
   */
  synchronized boolean refuse() {
    boolean news = phase != Phase.RELEASED && phase != Phase.LOST;
    become(Phase.LOST);
    return news;
  }

  /** Checks whether the visibility expired. Returns true once, and only if that was unintended. */
  synchronized boolean expire(long nowNanos) {
    if (phase == Phase.LOST || nowNanos - endNanos < 0) {
      return false;
    }
    boolean unintended = phase == Phase.HELD || phase == Phase.EXTENDING;
    become(Phase.LOST);
    return unintended;
  }

  /** After this returns, the visibility is no longer extended. */
  synchronized void release() {
    if (phase == Phase.HELD) {
      phase = Phase.RELEASED;
    } else if (phase == Phase.EXTENDING) {
      phase = Phase.RELEASING;
    }
    boolean interrupted = false;
    while (phase == Phase.RELEASING) {
      try {
        wait();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Begins no further extension, without waiting for one in progress. */
  synchronized void drop() {
    if (phase != Phase.LOST) {
      become(Phase.RELEASED);
    }
  }

  /** How long the message can still be hidden; SQS counts from its receipt. */
  Duration longestDelay(long nowNanos) {
    Duration age = Duration.ofNanos(nowNanos - askedNanos);
    Duration left = SqsQueue.LONGEST_HIDDEN.minusMinutes(1).minus(age);
    return left.isNegative() ? Duration.ZERO : left;
  }
}

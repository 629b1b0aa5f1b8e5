package dev.millrace.queue;

import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;

/**
 * The limits of a consumer. The permits bound its handlers; they determine the bounds of its
 * receives (one poller, and so at most ten messages received ahead, per ten permits) and of its
 * unconfirmed acknowledgements (two batches per poller, and one that is filling).
 *
 * @param permits handlers that may run at once
 * @param pollWait how long a receive waits for a message, whole seconds from 1 to 20
 * @param visibility how long a message stays hidden without an extension, whole seconds
 * @param longest the time limit of a message from its receipt; with the visibility at most 12 hours
 */
public record ConsumerSettings(
    int permits, Duration pollWait, Duration visibility, Duration longest) {

  static final int HAND_BACKS_AT_ONCE = 2;
  static final int DEAD_LETTERS_AT_ONCE = 2;

  private static final int LEAST_EXTENSIONS_AT_ONCE = 4;
  private static final int MOST_EXTENSIONS_AT_ONCE = 20;

  /**
   * Per permit: one message in a handler, one received ahead, two being acknowledged, and a share
   * of the last batch.
   */
  private static final int IN_HAND_PER_PERMIT = 5;

  /** How long an extension may take on average for the loop to keep up. */
  private static final Duration SLOW_EXTENSION = Duration.ofMillis(500);

  /** When a delete counts as hung; its messages are extended meanwhile. */
  static final Duration DELETE_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration LONGEST_EXTENSION = Duration.ofSeconds(5);

  public ConsumerSettings {
    if (permits < 1) {
      throw new IllegalArgumentException("a consumer needs at least one permit, not " + permits);
    }
    if (pollWait.toSeconds() < 1 || pollWait.toSeconds() > 20) {
      throw new IllegalArgumentException("a receive waits 1 to 20 s, not " + pollWait);
    }
    if (visibility.toSeconds() < 2) {
      throw new IllegalArgumentException("the visibility must be at least 2 s, not " + visibility);
    }
    if (longest.plus(visibility).compareTo(SqsQueue.LONGEST_HIDDEN) > 0) {
      throw new IllegalArgumentException(
          "SQS hides a message for at most 12 hours, not for %s plus a visibility of %s"
              .formatted(longest, visibility));
    }
  }

  /** The maximum permits with which slow calls can still extend the visibility of all messages. */
  public static int extendable(Duration visibility) {
    return MOST_EXTENSIONS_AT_ONCE * extendedByOne(visibility) / IN_HAND_PER_PERMIT;
  }

  int extendable() {
    return extendable(visibility);
  }

  /** The number of messages that consecutive calls can keep hidden. */
  private static int extendedByOne(Duration visibility) {
    return (int) (SqsQueue.BATCH * extensionPeriod(visibility).dividedBy(SLOW_EXTENSION));
  }

  private static Duration extensionPeriod(Duration visibility) {
    return visibility.dividedBy(3);
  }

  /** Maximum concurrent calls to SQS; the client needs a connection for each. */
  public int connections() {
    return mostPollers()
        + deletesAtOnce()
        + extensionsAtOnce()
        + HAND_BACKS_AT_ONCE
        + DEAD_LETTERS_AT_ONCE;
  }

  int mostPollers() {
    return Math.ceilDiv(permits, SqsQueue.BATCH);
  }

  /** The maximum number of messages received ahead of the permits. */
  int ahead() {
    return SqsQueue.BATCH * mostPollers();
  }

  /** Twice the receives, so that slower deletes keep up with them. */
  int deletesAtOnce() {
    return 2 * mostPollers();
  }

  /**
   * The ceiling of acknowledgements: those in all concurrent deletes, and a batch that is filling.
   */
  int acknowledgements() {
    return SqsQueue.BATCH * (deletesAtOnce() + 1);
  }

  /** The maximum number of messages in processing. */
  int mostInHand() {
    return permits + ahead() + acknowledgements();
  }

  int extensionsAtOnce() {
    int needed = Math.ceilDiv(mostInHand(), Math.max(extendedByOne(visibility), 1));
    return Math.clamp(needed, LEAST_EXTENSIONS_AT_ONCE, MOST_EXTENSIONS_AT_ONCE);
  }

  /** From one extension of a message to the next. */
  Duration extensionPeriod() {
    return extensionPeriod(visibility);
  }

  /** When an extension or a hand-back counts as hung: early enough for another try. */
  Duration extensionTimeout() {
    Duration quarter = visibility.dividedBy(4);
    return quarter.compareTo(LONGEST_EXTENSION) < 0 ? quarter : LONGEST_EXTENSION;
  }
}

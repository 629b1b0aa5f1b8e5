package dev.millrace.queue;

import java.time.Duration;

/**
 * How much a consumer takes on.
 *
 * @param permits messages in hand at once, from receipt to the confirmed delete
 * @param pollWait how long a receive waits for a message, whole seconds from 1 to 20
 * @param visibility how long a message stays ours without being extended, whole seconds
 * @param longest how long a message may be worked on in all; with the visibility at most 12 hours
 */
public record ConsumerSettings(
    int permits, Duration pollWait, Duration visibility, Duration longest) {

  /** SQS hides a message no longer than this from its receipt on. */
  static final Duration LONGEST_HIDDEN = Duration.ofHours(12);

  static final int EXTENSIONS_AT_ONCE = 4;
  static final int HAND_BACKS_AT_ONCE = 2;
  static final int DEAD_LETTERS_AT_ONCE = 2;

  /** What an extension may take on average for the loop to keep up. */
  private static final Duration SLOW_EXTENSION = Duration.ofMillis(500);

  /** When a delete counts as hung; the message is extended meanwhile. */
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
      throw new IllegalArgumentException("visibility must be 2 s or more, not " + visibility);
    }
    if (longest.plus(visibility).compareTo(LONGEST_HIDDEN) > 0) {
      throw new IllegalArgumentException(
          "SQS hides a message for 12 hours at most, not for %s and a visibility of %s"
              .formatted(longest, visibility));
    }
  }

  /** How many messages the extension loop can keep invisible, when its calls are slow. */
  public static int extendable(Duration visibility) {
    return (int)
        (SqsQueue.BATCH
            * EXTENSIONS_AT_ONCE
            * extensionPeriod(visibility).dividedBy(SLOW_EXTENSION));
  }

  int extendable() {
    return extendable(visibility);
  }

  private static Duration extensionPeriod(Duration visibility) {
    return visibility.dividedBy(3);
  }

  /** Calls to SQS that may be under way at once; the client needs a connection for each. */
  public int connections() {
    return mostPollers()
        + deletesAtOnce()
        + EXTENSIONS_AT_ONCE
        + HAND_BACKS_AT_ONCE
        + DEAD_LETTERS_AT_ONCE;
  }

  int mostPollers() {
    return Math.ceilDiv(permits, SqsQueue.BATCH);
  }

  int deletesAtOnce() {
    return mostPollers();
  }

  /** From one extension of a message to the next. */
  Duration extensionPeriod() {
    return extensionPeriod(visibility);
  }

  /** When an extension or a hand-back counts as hung: early enough for others after it. */
  Duration extensionTimeout() {
    Duration quarter = visibility.dividedBy(4);
    return quarter.compareTo(LONGEST_EXTENSION) < 0 ? quarter : LONGEST_EXTENSION;
  }
}

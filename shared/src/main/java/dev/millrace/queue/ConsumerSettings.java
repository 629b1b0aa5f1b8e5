package dev.millrace.queue;

import java.time.Duration;

/**
 * How much a consumer takes on.
 *
 * @param permits messages in hand at once, from receipt to the confirmed delete
 * @param pollWait how long a receive waits for a message, whole seconds up to 20
 * @param visibility how long a message stays ours without being extended, whole seconds
 * @param longest how long a message may be worked on in all
 */
public record ConsumerSettings(
    int permits, Duration pollWait, Duration visibility, Duration longest) {

  public ConsumerSettings {
    if (permits < 1) {
      throw new IllegalArgumentException("a consumer needs at least one permit, not " + permits);
    }
    if (visibility.toSeconds() < 2) {
      throw new IllegalArgumentException("visibility must be 2 s or more, not " + visibility);
    }
  }

  int mostPollers() {
    return Math.ceilDiv(permits, SqsQueue.BATCH);
  }
}

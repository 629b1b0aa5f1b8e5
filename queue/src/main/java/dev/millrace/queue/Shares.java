package dev.millrace.queue;

import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands the permits to received messages. Messages of a key that has its share of the permits, and
 * whose handlers take long, are refused: they return to the queue, and receives look for messages
 * of other keys. Not thread-safe.
 */
final class Shares {

  private static final int MANY_RECEIVES = 20;

  /**
   * Hides a refused message for a moment, in which receives find others; longer after each receive,
   * so that waiting does not use up the receives that the queue allows.
   *
   * @param receives of the message so far, at least 1
   */
  static Outcome.Retry refusal(int receives) {
    return new Outcome.Retry(
        receives >= MANY_RECEIVES
            ? Duration.ofMinutes(5)
            : Duration.ofSeconds(Math.min(60, 1L << Math.clamp(receives, 1, 6))));
  }

  private final LongSupplier nanoTime;
  private final Duration patience;
  private final Lines lines;
  private final Scouting scouting = new Scouting();

  /**
   * @param patience how long a message may wait although a permit is free
   */
  Shares(int permits, Function<Delivery, String> key, Duration patience, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.patience = patience;
    this.lines = new Lines(permits, key);
  }

  /**
   * Received messages.
   *
   * @param begun those that got a permit; others wait for theirs
   * @param refused those that return to the queue
   */
  record Received(List<MessageContext> begun, List<MessageContext> refused) {}

  int waiting() {
    return lines.waiting();
  }

  int running() {
    return lines.running();
  }

  Received received(List<MessageContext> messages) {
    long now = nanoTime.getAsLong();
    List<MessageContext> refused = new ArrayList<>();
    for (MessageContext message : messages) {
      if (lines.stuck(message, now, patience)) {
        refused.add(message);
      } else {
        lines.add(message);
      }
    }
    scouting.found(messages, refused, now);
    List<MessageContext> begun = new ArrayList<>();
    @Nullable MessageContext next = lines.next(now);
    while (next != null) {
      begun.add(next);
      next = lines.next(now);
    }
    return new Received(begun, refused);
  }

  /** Takes back the permit of a message, and returns the message that gets it. */
  @Nullable MessageContext returned(MessageContext message) {
    long now = nanoTime.getAsLong();
    scouting.end();
    lines.returned(message, now);
    return lines.next(now);
  }

  /** Whether a permit is free that a key with its share cannot have. */
  boolean stuck() {
    return lines.anyStuck(nanoTime.getAsLong(), patience);
  }

  /** Whether receives pause, since the last one found only messages that were refused before. */
  boolean resting() {
    return scouting.resting(nanoTime.getAsLong()) && stuck();
  }

  /** Removes the waiting messages that would be refused now. */
  List<MessageContext> takeStuck() {
    return lines.drainStuck(nanoTime.getAsLong(), patience);
  }

  /** Removes all waiting messages. */
  List<MessageContext> drain() {
    return lines.drain();
  }
}

package dev.millrace.queue.share;

import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands the permits to received messages. While a key has its share of the permits and its handlers
 * take long, receives look for messages of other keys. As many messages of that key as it has
 * permits are kept for when those return; more are refused and return to the queue, and so do the
 * kept ones when its handlers seem to hang. Not thread-safe.
 *
 * @param <M> a message
 */
public final class Shares<M> {

  private static final int MANY_RECEIVES = 20;

  /** Handlers that take this many times as long as the mean seem to hang. */
  private static final int HANG = 4;

  /** The least time for that, in times of the patience. */
  private static final int SHORTEST_HANG = 10;

  /**
   * Hides a refused message for a moment, in which receives find others; longer after each receive,
   * so that waiting does not use up the receives that the queue allows.
   *
   * @param receives of the message so far, at least 1
   * @return how long to hide it
   */
  public static Duration refusal(int receives) {
    return receives >= MANY_RECEIVES
        ? Duration.ofMinutes(5)
        : Duration.ofSeconds(Math.min(60, 1L << Math.clamp(receives, 1, 6)));
  }

  private final LongSupplier nanoTime;
  private final Duration patience;
  private final Function<M, Delivery> delivery;
  private final Lines<M> lines;
  private final Scouting scouting = new Scouting();
  private final Pace pace = new Pace();

  /**
   * Begins with all permits free.
   *
   * @param delivery of a message, always the same
   * @param key of a delivery, always the same; empty for one that needs no limit
   * @param patience how long a message may wait although a permit is free, before receives look for
   *     others
   */
  public Shares(
      int permits,
      Function<M, Delivery> delivery,
      Function<Delivery, String> key,
      Duration patience,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.patience = patience;
    this.delivery = delivery;
    this.lines = new Lines<>(permits, delivery.andThen(key));
  }

  /**
   * Received messages.
   *
   * @param <M> a message
   * @param begun those that got a permit; others wait for theirs
   * @param refused those that return to the queue
   */
  public record Received<M>(List<M> begun, List<M> refused) {}

  /** The number of messages that will probably return their permits within the time. */
  public int endingWithin(Duration time, int atOnce) {
    return pace.endingWithin(time, atOnce);
  }

  /** The number of messages that wait for a permit although one is free for other keys. */
  public int blocked() {
    return lines.blocked(nanoTime.getAsLong(), patience);
  }

  /** The number of messages that wait for a permit. */
  public int waiting() {
    return lines.waiting();
  }

  /** The number of permits that are taken. */
  public int running() {
    return lines.running();
  }

  /** Registers received messages, and hands the free permits out. */
  public Received<M> received(List<M> messages) {
    long now = nanoTime.getAsLong();
    List<M> refused = new ArrayList<>();
    for (M message : messages) {
      if (lines.refuses(message, now, patience, hang())) {
        refused.add(message);
      } else {
        lines.add(message);
      }
    }
    scouting.found(
        refused.size() == messages.size(),
        refused.stream().mapToInt(message -> delivery.apply(message).receiveCount()).min(),
        now);
    List<M> begun = new ArrayList<>();
    @Nullable M next = lines.next(now);
    while (next != null) {
      begun.add(next);
      next = lines.next(now);
    }
    return new Received<>(begun, refused);
  }

  private Duration hang() {
    Duration shortest = patience.multipliedBy(SHORTEST_HANG);
    Duration many = pace.mean().multipliedBy(HANG);
    return many.compareTo(shortest) > 0 ? many : shortest;
  }

  /**
   * Takes back the permit of a message, and returns the message that gets it.
   *
   * @param nanos how long its handler held it
   */
  public @Nullable M returned(M message, long nanos) {
    long now = nanoTime.getAsLong();
    pace.add(nanos);
    scouting.end();
    lines.returned(message, now);
    return lines.next(now);
  }

  /** Whether a permit is free that a key with its share cannot have. */
  public boolean stuck() {
    return lines.anyStuck(nanoTime.getAsLong(), patience);
  }

  /** Whether receives pause, since the last one found only messages that were refused before. */
  public boolean resting() {
    return scouting.resting(nanoTime.getAsLong()) && stuck();
  }

  /** Removes the waiting messages that would be refused now. */
  public List<M> takeStuck() {
    return lines.drainStuck(nanoTime.getAsLong(), patience, hang());
  }

  /** Removes all waiting messages. */
  public List<M> drain() {
    return lines.drain();
  }
}

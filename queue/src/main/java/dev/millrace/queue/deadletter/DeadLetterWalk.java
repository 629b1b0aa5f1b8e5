package dev.millrace.queue.deadletter;

import dev.millrace.queue.sqs.Backoff;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.Refusal;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One walk through a dead-letter queue. Received letters stay hidden from other consumers until
 * they are deleted, or handed back when the walk is closed. If the process dies first, they become
 * visible when their visibility expires. Not thread-safe.
 */
public final class DeadLetterWalk implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterWalk.class);

  /** A long poll queries all servers of a queue; a short poll queries some and returns at once. */
  private static final Duration LONG_POLL = Duration.ofSeconds(1);

  private static final Duration CALL = Duration.ofSeconds(5);
  private static final Duration LEAST_HIDDEN = Duration.ofMinutes(5);
  private static final Duration WORK_PER_LETTER = Duration.ofMillis(50);

  /** SQS stops delivering at 120,000 messages in flight. */
  private static final int MOST_HELD = 100_000;

  private static final int FRUITLESS_RECEIVES = 3;
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1), Backoff.Jitter.HALF);
  private static final int TRIES = 3;

  private final SqsQueue letters;
  private final long depth;
  private final Duration visibility;

  /** By id, since a letter whose visibility expired is received again, with a new receipt. */
  private final Map<String, Delivery> held = new LinkedHashMap<>();

  private long met;

  private DeadLetterWalk(SqsQueue letters, long depth, Duration visibility) {
    this.letters = letters;
    this.depth = depth;
    this.visibility = visibility;
  }

  /**
   * Begins a walk.
   *
   * @param letters the dead-letter queue itself
   * @param pause between two letters, zero to process them without a limit
   */
  public static DeadLetterWalk begin(SqsQueue letters, Duration pause) {
    long depth = letters.depth();
    long most = Math.min(depth, MOST_HELD);
    Duration visibility = LEAST_HIDDEN.plus(pause.plus(WORK_PER_LETTER).multipliedBy(most));
    Duration longest = SqsQueue.LONGEST_HIDDEN.minusMinutes(1);
    return new DeadLetterWalk(
        letters, depth, visibility.compareTo(longest) < 0 ? visibility : longest);
  }

  /**
   * The next letters, each once, up to ten; none at the end. Only ids and receipts of earlier ones
   * are kept.
   */
  public List<Delivery> next() {
    for (int fruitless = 0; held.size() < MOST_HELD && !atEnd(fruitless); fruitless++) {
      List<Delivery> news = receive();
      if (!news.isEmpty()) {
        return news;
      }
    }
    return List.of();
  }

  private boolean atEnd(int fruitless) {
    return fruitless >= FRUITLESS_RECEIVES || (fruitless > 0 && met >= depth);
  }

  /** The received letters that were not received before. */
  private List<Delivery> receive() {
    boolean allThere = met > 0 && met >= depth;
    Duration wait = allThere ? Duration.ZERO : LONG_POLL;
    List<Delivery> news = new ArrayList<>();
    for (Delivery delivery : letters.receive(SqsQueue.BATCH, wait, visibility)) {
      if (held.put(delivery.id(), withoutContent(delivery)) == null) {
        news.add(delivery);
      }
    }
    met += news.size();
    return news;
  }

  private static Delivery withoutContent(Delivery delivery) {
    return new Delivery(
        delivery.id(), delivery.receipt(), "", "", delivery.receiveCount(), delivery.sentAt());
  }

  /**
   * The number of letters in the queue's own estimate that were not received, since another
   * consumer holds them.
   */
  public long missing() {
    return Math.max(0, depth - met);
  }

  /**
   * Deletes a letter, even if interrupted.
   *
   * @throws IllegalStateException when the queue refuses; the letter is then redelivered
   */
  public void delete(Delivery letter) {
    Delivery newest = held.getOrDefault(letter.id(), letter);
    Optional<Refusal> refusal = insist(List.of(newest), batch -> letters.delete(batch, CALL));
    if (refusal.isPresent()) {
      throw new IllegalStateException(
          "dead letter %s was processed but could not be deleted and will be redelivered: %s"
              .formatted(letter.id(), refusal.get().reason()));
    }
    held.remove(letter.id());
  }

  /** Hands back the letters that were not deleted, even if interrupted. */
  @Override
  public void close() {
    List<Delivery> rest = List.copyOf(held.values());
    held.clear();
    for (int i = 0; i < rest.size(); i += SqsQueue.BATCH) {
      handBack(rest.subList(i, Math.min(i + SqsQueue.BATCH, rest.size())));
    }
  }

  private void handBack(List<Delivery> batch) {
    List<Duration> atOnce = Collections.nCopies(batch.size(), Duration.ZERO);
    insist(batch, left -> letters.changeVisibility(left, atOnce.subList(0, left.size()), CALL))
        .ifPresent(
            refusal ->
                log.warn(
                    "dead letters could not be handed back; they stay hidden for up to {}: {}",
                    visibility,
                    refusal.reason()));
  }

  /**
   * Makes a call, and repeats it for entries that were temporarily refused or aborted by an
   * interrupt. The interrupt is restored at the end.
   *
   * @return why an entry was refused in the last try
   */
  private static Optional<Refusal> insist(
      List<Delivery> batch, Function<List<Delivery>, Map<Integer, Refusal>> call) {
    boolean interrupted = false;
    List<Delivery> left = batch;
    List<Refusal> refusals = List.of();
    for (int tries = 0; tries < TRIES && !left.isEmpty(); tries++) {
      boolean again = tries > 0;
      LockSupport.parkNanos(again ? BACKOFF.after(tries).toNanos() : 0);
      interrupted |= Thread.interrupted();
      List<Delivery> asked = left;
      // a receipt that became invalid means that an earlier call took effect
      refusals =
          call.apply(asked).values().stream()
              .filter(refusal -> !(again && refusal.lasting()))
              .toList();
      left = refusals.stream().map(refusal -> asked.get(refusal.index())).toList();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return refusals.stream().findFirst();
  }
}

package dev.millrace.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One walk through a queue of dead letters. Whatever it has received stays hidden from others until
 * it is deleted, or handed back when the walk is closed, however that comes about. Should even that
 * not happen, it comes back when its visibility runs out. Not thread-safe.
 */
public final class DeadLetterWalk implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DeadLetterWalk.class);

  /** A long poll asks all servers of a queue; a short one asks some, and answers at once. */
  private static final Duration LONG_POLL = Duration.ofSeconds(1);

  private static final Duration CALL = Duration.ofSeconds(5);
  private static final Duration LEAST_HIDDEN = Duration.ofMinutes(5);
  private static final Duration WORK_PER_LETTER = Duration.ofMillis(50);

  /** Beyond 120,000 messages in hand SQS brings nothing more. */
  private static final int MOST_HELD = 100_000;

  private static final int FRUITLESS_RECEIVES = 3;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int TRIES = 3;

  private final SqsQueue letters;
  private final long depth;
  private final Duration visibility;

  /** By id, since a letter whose visibility ran out comes again, with a new receipt. */
  private final Map<String, Delivery> held = new LinkedHashMap<>();

  private DeadLetterWalk(SqsQueue letters, long depth, Duration visibility) {
    this.letters = letters;
    this.depth = depth;
    this.visibility = visibility;
  }

  /**
   * Begins a walk.
   *
   * @param letters the dead-letter queue itself
   * @param pause between two letters, when they are not to be dealt with at once
   */
  public static DeadLetterWalk begin(SqsQueue letters, Duration pause) {
    long depth = letters.depth();
    long most = Math.min(depth, MOST_HELD);
    Duration visibility = LEAST_HIDDEN.plus(pause.plus(WORK_PER_LETTER).multipliedBy(most));
    Duration longest = ConsumerSettings.LONGEST_HIDDEN.minusMinutes(1);
    return new DeadLetterWalk(
        letters, depth, visibility.compareTo(longest) < 0 ? visibility : longest);
  }

  /**
   * Receives until nothing new comes or there is enough.
   *
   * @return the letters that are wanted, each once and at most that many
   */
  public List<Delivery> gather(Predicate<Delivery> wanted, int most) {
    List<Delivery> gathered = new ArrayList<>();
    int fruitless = 0;
    while (gathered.size() < most && held.size() < MOST_HELD && !atEnd(fruitless)) {
      List<Delivery> news = receive();
      fruitless = news.isEmpty() ? fruitless + 1 : 0;
      news.stream().filter(wanted).limit(most - gathered.size()).forEach(gathered::add);
    }
    return gathered;
  }

  private boolean atEnd(int fruitless) {
    return fruitless >= FRUITLESS_RECEIVES || (fruitless > 0 && held.size() >= depth);
  }

  /** What has not come before. */
  private List<Delivery> receive() {
    boolean allThere = !held.isEmpty() && held.size() >= depth;
    Duration wait = allThere ? Duration.ZERO : LONG_POLL;
    List<Delivery> news = new ArrayList<>();
    for (Delivery delivery : letters.receive(SqsQueue.BATCH, wait, visibility)) {
      if (held.put(delivery.id(), withoutContent(delivery)) == null) {
        news.add(delivery);
      }
    }
    return news;
  }

  private static Delivery withoutContent(Delivery delivery) {
    return new Delivery(
        delivery.id(), delivery.receipt(), "", "", delivery.receiveCount(), delivery.sentAt());
  }

  /**
   * How many letters the queue said it had and did not bring, by its own estimate. Somebody else
   * has them in hand.
   */
  public long missing() {
    return Math.max(0, depth - held.size());
  }

  /**
   * Takes a letter from the queue, for good. An interrupt does not keep it from that.
   *
   * @throws IllegalStateException when the queue does not do it; the letter then comes back
   */
  public void delete(Delivery letter) {
    Delivery newest = held.getOrDefault(letter.id(), letter);
    Optional<Refusal> refusal = insist(List.of(newest), batch -> letters.delete(batch, CALL));
    if (refusal.isPresent()) {
      throw new IllegalStateException(
          "dead letter %s was dealt with but could not be deleted, so it will come again: %s"
              .formatted(letter.id(), refusal.get().reason()));
    }
    held.remove(letter.id());
  }

  /** Hands back what was not deleted. An interrupt does not keep it from that. */
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
                    "dead letters could not be handed back and stay hidden for up to {}: {}",
                    visibility,
                    refusal.reason()));
  }

  /**
   * Makes a call, and again for what was refused for now. What an interrupt broke off counts as
   * that; the interrupt is kept for later.
   *
   * @return why something was refused to the end
   */
  private static Optional<Refusal> insist(
      List<Delivery> batch, Function<List<Delivery>, Map<Integer, Refusal>> call) {
    boolean interrupted = false;
    List<Delivery> left = batch;
    List<Refusal> refusals = List.of();
    for (int tries = 0; tries < TRIES && !left.isEmpty(); tries++) {
      LockSupport.parkNanos(PAUSE.multipliedBy(tries).toNanos());
      interrupted |= Thread.interrupted();
      boolean again = tries > 0;
      List<Delivery> asked = left;
      // a receipt that is not valid any more means that an earlier call was heard
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

package dev.millrace.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings messages that were received by somebody else, such as Lambda, to a handler, each on a
 * virtual thread of its own, and tells which of them are not done. Whoever received them deletes
 * the others, and keeps all invisible meanwhile. Thread-safe.
 *
 * <p>A batch cannot be paused while the source is away. So what is to be tried again comes back
 * after a minute at the earliest, which makes the deliveries that SQS allows last for half a day.
 */
public final class BatchConsumer {

  private static final Logger log = LoggerFactory.getLogger(BatchConsumer.class);

  /** What is kept of the time for ending, but never more than a third of it. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration SHORTEST_DELAY = Duration.ofMinutes(1);

  /** With its jitter below the 15 minutes after which the sweep sends a silent slice again. */
  private static final int MOST_DOUBLINGS = 3;

  private final SqsQueue queue;
  private final DeadLetters deadLetters;
  private final Handler handler;
  private final ConsumerSettings settings;
  private final LongSupplier nanoTime;
  private final ThreadFactory threads;

  /**
   * @param settings the permits bound how many messages are handled at once, the visibility is the
   *     lease in which the beat of a {@link Hold} comes three times
   */
  public BatchConsumer(
      SqsQueue queue, DeadLetters deadLetters, Handler handler, ConsumerSettings settings) {
    this(
        queue,
        deadLetters,
        handler,
        settings,
        System::nanoTime,
        Thread.ofVirtual().name("message-" + queue.name()).factory());
  }

  BatchConsumer(
      SqsQueue queue,
      DeadLetters deadLetters,
      Handler handler,
      ConsumerSettings settings,
      LongSupplier nanoTime,
      ThreadFactory threads) {
    this.queue = queue;
    this.deadLetters = deadLetters;
    this.handler = handler;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.threads = threads;
  }

  /**
   * A message in hand.
   *
   * @param end what came of it; stays open when its handler ignores the interrupt
   */
  private record Work(Hold hold, CompletableFuture<Outcome> end) {

    Delivery delivery() {
      return hold.delivery();
    }

    boolean over() {
      return end.isDone() && !hold.beating();
    }

    /** Not before its effects are committed, or its dead letter is sent. */
    boolean done() {
      return end.isDone() && !(end.join() instanceof Outcome.Retry);
    }
  }

  /**
   * Handles the messages; one that is among them twice, once. What is not done when the time is
   * nearly over is interrupted and handed back: as after too long work, unless it may have waited
   * for a permit. So no thread has open work when this returns, unless a handler ignores its
   * interrupt; such a message counts as not done.
   *
   * @param time until the answer must be there
   * @return the ids of the messages that are neither done nor dead letters
   */
  public Set<String> handle(List<Delivery> batch, Duration time) {
    long end = nanoTime.getAsLong() + time.toNanos();
    Duration third = time.dividedBy(3);
    long margin = (third.compareTo(MARGIN) < 0 ? third : MARGIN).toNanos();
    Semaphore permits = new Semaphore(settings.permits());
    Duration longest = time.minusNanos(margin);
    List<Work> works = lastOfEach(batch).stream().map(delivery -> work(delivery, longest)).toList();
    works.forEach(work -> start(work, permits));
    await(works, end - margin);
    boolean nobodyWaited = works.size() <= settings.permits();
    for (Work work : works) {
      if (!work.end().isDone()) {
        log.warn("{} is not finished when the time is over", work.delivery());
        timeIsOver(work.hold(), nobodyWaited);
      }
    }
    await(works, end - margin / 2);
    handBack(works, Duration.ofNanos(margin / 4), end - margin / 3);
    Set<String> failed =
        works.stream()
            .filter(work -> !work.done())
            .map(work -> work.delivery().id())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    log.info("{}: of {} messages {} are not done", queue.name(), works.size(), failed.size());
    return failed;
  }

  /** What had all of the time and did not end in it counts as too long; it would do so again. */
  private static void timeIsOver(Hold hold, boolean hadAllOfIt) {
    if (hadAllOfIt) {
      hold.giveUp();
    } else {
      hold.interrupt();
    }
  }

  private static Collection<Delivery> lastOfEach(List<Delivery> batch) {
    Map<String, Delivery> byId = new LinkedHashMap<>();
    batch.forEach(delivery -> byId.put(delivery.id(), delivery));
    return byId.values();
  }

  private Work work(Delivery delivery, Duration longest) {
    long now = nanoTime.getAsLong();
    return new Work(new Hold(delivery, now, now, settings, longest), new CompletableFuture<>());
  }

  private void start(Work work, Semaphore permits) {
    try {
      threads.newThread(() -> work.end().complete(outcome(work.hold(), permits))).start();
    } catch (Throwable e) {
      log.error("no thread for {}, it comes again", work.delivery(), e);
      work.end().complete(new Outcome.Retry(SHORTEST_DELAY));
    }
  }

  private Outcome outcome(Hold hold, Semaphore permits) {
    hold.begin(Thread.currentThread());
    try {
      permits.acquire();
      try {
        return handled(hold);
      } finally {
        permits.release();
      }
    } catch (Throwable e) {
      log.warn("{} failed, it comes again", hold.delivery(), e);
      return new Outcome.Retry(hold.interrupted() && !hold.lost() ? Duration.ZERO : SHORTEST_DELAY);
    } finally {
      hold.end();
    }
  }

  private Outcome handled(Hold hold) throws Exception {
    Delivery delivery = hold.delivery();
    Outcome outcome = Objects.requireNonNull(handler.handle(delivery, hold), "no outcome");
    if (outcome instanceof Outcome.DeadLetter deadLetter) {
      deadLetters.send(delivery, deadLetter);
      log.error("{} is given up: {}", delivery, deadLetter.reason());
    }
    return outcome;
  }

  /** Lets the holds beat until all is over, or it is that late. */
  private void await(List<Work> works, long untilNanos) {
    try {
      long now = nanoTime.getAsLong();
      while (now - untilNanos < 0 && !works.stream().allMatch(Work::over)) {
        for (Work work : works) {
          work.hold().beatIfDue(now);
        }
        Thread.sleep(TICK);
        now = nanoTime.getAsLong();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // what is not done by now is not waited for
    }
  }

  /** A message that this fails for comes again too, when its visibility runs out. */
  private void handBack(List<Work> works, Duration timeout, long untilNanos) {
    List<Delivery> deliveries = new ArrayList<>();
    List<Duration> delays = new ArrayList<>();
    for (Work work : works) {
      if (work.end().isDone() && work.end().join() instanceof Outcome.Retry(Duration wanted)) {
        deliveries.add(work.delivery());
        delays.add(delay(work.hold(), wanted));
      }
    }
    for (int i = 0; i < deliveries.size() && nanoTime.getAsLong() - untilNanos < 0; ) {
      int next = Math.min(i + SqsQueue.BATCH, deliveries.size());
      queue
          .changeVisibility(deliveries.subList(i, next), delays.subList(i, next), timeout)
          .values()
          .forEach(refusal -> log.warn("{}: not handed back: {}", queue.name(), refusal.reason()));
      i = next;
    }
  }

  private Duration delay(Hold hold, Duration wanted) {
    Duration longest = hold.longestDelay(nanoTime.getAsLong());
    Duration delay = delay(hold.delivery().receiveCount(), wanted, ThreadLocalRandom.current());
    return delay.compareTo(longest) < 0 ? delay : longest;
  }

  /** None if none is wanted; else at least one to eight minutes, and up to half as much again. */
  static Duration delay(int deliveries, Duration wanted, RandomGenerator random) {
    if (wanted.isZero()) {
      return wanted;
    }
    long shortest = SHORTEST_DELAY.toMillis() << Math.clamp(deliveries - 1, 0, MOST_DOUBLINGS);
    return Duration.ofMillis(
        Math.max(wanted.toMillis(), random.nextLong(shortest, shortest * 3 / 2)));
  }
}

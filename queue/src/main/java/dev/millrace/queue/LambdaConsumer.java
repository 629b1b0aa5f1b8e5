package dev.millrace.queue;

import dev.millrace.queue.sqs.Backoff;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.SqsQueue;
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
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers messages that another service such as Lambda received to a handler, each on a virtual
 * thread of its own, and returns those that are not done. The receiver deletes the others, and
 * keeps all of them hidden in the meantime. Thread-safe.
 *
 * <p>Lambda cannot pause. So a retried message returns after a minute at the earliest, which
 * stretches the deliveries that SQS allows over half a day.
 */
public final class LambdaConsumer {

  private static final Logger log = LoggerFactory.getLogger(LambdaConsumer.class);

  /** The part of the time that is reserved for finishing, but never more than a third of it. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private static final Duration TICK = Duration.ofMillis(10);
  private static final Duration SHORTEST_DELAY = Duration.ofMinutes(1);

  /** With its jitter below the 15 minutes after which the sweep re-sends a silent slice. */
  private static final Backoff BACKOFF =
      new Backoff(SHORTEST_DELAY, Duration.ofMinutes(8), Backoff.Jitter.ABOVE);

  private final SqsQueue queue;
  private final DeadLetters deadLetters;
  private final Handler handler;
  private final ConsumerSettings settings;
  private final LongSupplier nanoTime;
  private final ThreadFactory threads;

  /**
   * @param settings the permits bound how many messages are handled at once; the visibility is the
   *     lease in which the beat of a {@link MessageContext} runs three times
   */
  public LambdaConsumer(
      SqsQueue queue, DeadLetters deadLetters, Handler handler, ConsumerSettings settings) {
    this(
        queue,
        deadLetters,
        handler,
        settings,
        System::nanoTime,
        Thread.ofVirtual().name("message-" + queue.name()).factory());
  }

  LambdaConsumer(
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
   * A message and its result.
   *
   * @param end the outcome; never completed if the handler ignores its interrupt
   */
  private record Handling(MessageContext message, CompletableFuture<Outcome> end) {

    String id() {
      return message.delivery().id();
    }

    boolean over() {
      return end.isDone() && !message.beating();
    }

    /** True only after its effects are committed, or its dead letter is sent. */
    boolean done() {
      return end.isDone() && !(end.join() instanceof Outcome.Retry);
    }
  }

  /**
   * Handles the messages; a message that is among them twice is handled once. Handlers that still
   * run when the time is nearly over are interrupted, and their messages handed back: as overdue,
   * unless they may have waited for a permit. So no thread is still working when this returns,
   * unless a handler ignores its interrupt; its message counts as not done.
   *
   * @param time until this must return
   * @return the ids of the messages that are neither done nor dead-lettered
   */
  public Set<String> handle(List<Delivery> deliveries, Duration time) {
    long end = nanoTime.getAsLong() + time.toNanos();
    Duration third = time.dividedBy(3);
    long margin = (third.compareTo(MARGIN) < 0 ? third : MARGIN).toNanos();
    Semaphore permits = new Semaphore(settings.permits());
    Duration longest = time.minusNanos(margin);
    List<Handling> handlings =
        lastOfEach(deliveries).stream().map(delivery -> handling(delivery, longest)).toList();
    handlings.forEach(handling -> start(handling, permits));
    await(handlings, end - margin);
    boolean nobodyWaited = handlings.size() <= settings.permits();
    for (Handling handling : handlings) {
      if (!handling.end().isDone()) {
        log.warn("{} is not finished at the end of the time", handling.message());
        timeIsOver(handling.message().work(), nobodyWaited);
      }
    }
    await(handlings, end - margin / 2);
    handBack(handlings, Duration.ofNanos(margin / 4), end - margin / 3);
    Set<String> failed =
        handlings.stream()
            .filter(handling -> !handling.done())
            .map(Handling::id)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    log.info("{}: {} of {} messages not done", queue.name(), failed.size(), handlings.size());
    return failed;
  }

  /** A handler that had the full time is overdue; a retry would take as long. */
  private static void timeIsOver(Work work, boolean hadAllOfIt) {
    if (hadAllOfIt) {
      work.giveUp();
    } else {
      work.interrupt();
    }
  }

  private static Collection<Delivery> lastOfEach(List<Delivery> deliveries) {
    Map<String, Delivery> byId = new LinkedHashMap<>();
    deliveries.forEach(delivery -> byId.put(delivery.id(), delivery));
    return byId.values();
  }

  private Handling handling(Delivery delivery, Duration longest) {
    long now = nanoTime.getAsLong();
    return new Handling(
        new MessageContext(delivery, now, now, settings, longest), new CompletableFuture<>());
  }

  private void start(Handling handling, Semaphore permits) {
    MessageContext message = handling.message();
    Handler limited = (delivery, context) -> handleWithPermit(delivery, context, permits);
    Runnable run =
        () -> handling.end().complete(HandlerRun.run(limited, message, e -> failed(message, e)));
    try {
      threads.newThread(run).start();
    } catch (Throwable e) {
      log.error("could not start a thread for {}; it will be redelivered", message, e);
      handling.end().complete(new Outcome.Retry(SHORTEST_DELAY));
    }
  }

  private Outcome handleWithPermit(Delivery delivery, MessageContext message, Semaphore permits)
      throws Exception {
    permits.acquire();
    try {
      Outcome outcome = Objects.requireNonNull(handler.handle(delivery, message), "no outcome");
      if (outcome instanceof Outcome.DeadLetter deadLetter) {
        deadLetters.send(delivery, deadLetter);
        log.error("{} dead-lettered: {}", delivery, deadLetter.reason());
      }
      return outcome;
    } finally {
      permits.release();
    }
  }

  private static Outcome failed(MessageContext message, Throwable e) {
    log.warn("{} failed; it will be redelivered", message, e);
    boolean atOnce = message.work().interrupted() && !message.lost();
    return new Outcome.Retry(atOnce ? Duration.ZERO : SHORTEST_DELAY);
  }

  /** Lets the messages beat until all handlings are over, or until the given time. */
  private void await(List<Handling> handlings, long untilNanos) {
    try {
      long now = nanoTime.getAsLong();
      while (now - untilNanos < 0 && !handlings.stream().allMatch(Handling::over)) {
        for (Handling handling : handlings) {
          handling.message().beatIfDue(now);
        }
        Thread.sleep(TICK);
        now = nanoTime.getAsLong();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // does not wait for the handlings that are not done yet
    }
  }

  /** A message that cannot be handed back is redelivered too, when its visibility expires. */
  private void handBack(List<Handling> handlings, Duration timeout, long untilNanos) {
    List<Delivery> deliveries = new ArrayList<>();
    List<Duration> delays = new ArrayList<>();
    for (Handling handling : handlings) {
      if (handling.end().isDone()
          && handling.end().join() instanceof Outcome.Retry(Duration wanted)) {
        deliveries.add(handling.message().delivery());
        delays.add(delay(handling.message(), wanted));
      }
    }
    for (int i = 0; i < deliveries.size() && nanoTime.getAsLong() - untilNanos < 0; ) {
      int next = Math.min(i + SqsQueue.BATCH, deliveries.size());
      queue
          .changeVisibility(deliveries.subList(i, next), delays.subList(i, next), timeout)
          .values()
          .forEach(
              refusal -> log.warn("{}: hand-back refused: {}", queue.name(), refusal.reason()));
      i = next;
    }
  }

  private Duration delay(MessageContext message, Duration wanted) {
    Duration longest = message.visibility().longestDelay(nanoTime.getAsLong());
    Duration delay = delay(message.delivery().receiveCount(), wanted);
    return delay.compareTo(longest) < 0 ? delay : longest;
  }

  /**
   * Zero if requested; otherwise at least one to eight minutes, with up to half as much in
   * addition.
   */
  static Duration delay(int deliveries, Duration wanted) {
    Duration backoff = wanted.isZero() ? Duration.ZERO : BACKOFF.after(deliveries);
    return wanted.compareTo(backoff) > 0 ? wanted : backoff;
  }
}

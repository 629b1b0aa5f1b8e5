package dev.millrace.queue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Brings the messages of one queue to a handler, each on a virtual thread of its own.
 *
 * <p>Permits are taken before a receive, from one to ten, whatever is free: a slow message never
 * makes the others wait. A permit is given back when the message's delete is confirmed.
 * Thread-safe.
 */
public final class QueueConsumer {

  private static final Logger log = LoggerFactory.getLogger(QueueConsumer.class);
  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(2);
  private static final Duration LONGEST_BACK_OFF = Duration.ofMinutes(5);
  private static final Duration RECEIVE_PAUSE = Duration.ofSeconds(1);

  private final SqsQueue queue;
  private final Handler handler;
  private final ConsumerSettings settings;
  private final DeadLetters deadLetters;
  private final Semaphore permits;
  private final VisibilityExtender extender;
  private final Acknowledgements acknowledgements;
  private final AtomicInteger pollers = new AtomicInteger();
  private final Tally tally = new Tally();
  private volatile boolean stopping;

  public QueueConsumer(
      SqsQueue queue, DeadLetters deadLetters, Handler handler, ConsumerSettings settings) {
    this.queue = queue;
    this.deadLetters = deadLetters;
    this.handler = handler;
    this.settings = settings;
    this.permits = new Semaphore(settings.permits());
    this.extender = new VisibilityExtender(queue, settings.visibility());
    this.acknowledgements = new Acknowledgements(queue, this::settle);
  }

  public void start() {
    extender.start();
    acknowledgements.start();
    addPoller();
  }

  public Tally tally() {
    return tally;
  }

  /**
   * Stops: no new receives, what is in hand gets until the deadline and is then interrupted and
   * handed back. Returns when every message is settled, at the latest a few seconds after the
   * deadline.
   */
  public void stop(Duration grace) {
    stopping = true;
    long deadline = System.nanoTime() + grace.toNanos();
    if (!allPermitsBy(deadline)) {
      List<Hold> late = extender.holds();
      log.warn("{}: {} messages are still worked on; interrupting", queue.name(), late.size());
      late.forEach(Hold::interruptWorker);
      if (!allPermitsBy(System.nanoTime() + TimeUnit.SECONDS.toNanos(5))) {
        tally.abandoned.add(settings.permits() - permits.availablePermits());
      }
    }
    extender.close();
    acknowledgements.close();
    log.info("{} stopped: {}", queue.name(), tally);
  }

  /** A poller gives its permits back when it ends, so all permits free means nothing is in hand. */
  private boolean allPermitsBy(long deadline) {
    try {
      return permits.tryAcquire(
          settings.permits(), deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void addPoller() {
    int number = pollers.incrementAndGet();
    Thread.ofVirtual().name("poller-" + queue.name() + "-" + number).start(this::poll);
  }

  private void poll() {
    try {
      boolean more = true;
      while (more && !stopping) {
        more = pollOnce();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** One receive. Says whether this poller should go on. */
  private boolean pollOnce() throws InterruptedException {
    permits.acquire();
    int taken = 1;
    while (taken < SqsQueue.BATCH && permits.tryAcquire()) {
      taken++;
    }
    int used = 0;
    try {
      if (stopping) {
        return false;
      }
      long asked = System.nanoTime();
      List<Delivery> deliveries = queue.receive(taken, settings.pollWait(), settings.visibility());
      tally.received.add(deliveries.size());
      for (Delivery delivery : deliveries) {
        accept(delivery, asked);
        used++;
      }
      if (used == SqsQueue.BATCH && pollers.get() < settings.mostPollers()) {
        addPoller();
      }
      return used > 0 || !retire();
    } catch (RuntimeException e) {
      log.warn("receiving from {} failed, trying again: {}", queue.name(), e.getMessage());
      Thread.sleep(RECEIVE_PAUSE);
      return true;
    } finally {
      permits.release(taken - used);
    }
  }

  /** Takes this poller out of the count, unless it is the last one. */
  private boolean retire() {
    return pollers.getAndUpdate(count -> count > 1 ? count - 1 : count) > 1;
  }

  private void accept(Delivery delivery, long receivedNanos) {
    Hold hold =
        new Hold(
            delivery, receivedNanos, settings.visibility().toNanos(), settings.longest().toNanos());
    extender.add(hold);
    Thread.ofVirtual().name("message-" + delivery.id()).start(() -> work(hold));
  }

  /** From receipt to outcome. Whatever happens here, the message is settled exactly once. */
  private void work(Hold hold) {
    hold.workedBy(Thread.currentThread());
    Outcome outcome = stopping ? new Outcome.Retry(Duration.ZERO) : handle(hold);
    Thread.interrupted();
    boolean acknowledge = false;
    try {
      acknowledge =
          switch (outcome) {
            case Outcome.Done() -> {
              tally.done.increment();
              yield true;
            }
            case Outcome.DeadLetter(String reason) -> {
              log.error("{} is given up: {}", hold.delivery(), reason);
              deadLetters.send(hold.delivery(), reason);
              tally.deadLettered.increment();
              yield true;
            }
            case Outcome.Retry(Duration delay) -> {
              handBack(hold, delay);
              yield false;
            }
          };
    } catch (SdkException e) {
      log.warn("{} could not be settled, it will come again: {}", hold.delivery(), e.getMessage());
    } finally {
      if (acknowledge) {
        acknowledgements.add(hold);
      } else {
        settle(hold);
      }
    }
  }

  private Outcome handle(Hold hold) {
    try {
      return handler.handle(hold.delivery(), hold);
    } catch (InterruptedException _) {
      return new Outcome.Retry(stopping ? Duration.ZERO : backOff(hold.delivery()));
    } catch (Exception e) {
      Outcome.Retry retry = new Outcome.Retry(backOff(hold.delivery()));
      log.warn("{} failed, again in {}", hold.delivery(), retry.delay(), e);
      return retry;
    } catch (Error e) {
      log.error("{} failed badly", hold.delivery(), e);
      return new Outcome.Retry(backOff(hold.delivery()));
    }
  }

  private void handBack(Hold hold, Duration delay) {
    extender.remove(hold);
    LongAdder counter = delay.isZero() ? tally.returned : tally.retried;
    counter.increment();
    queue.changeVisibility(List.of(hold.delivery()), delay);
  }

  private void settle(Hold hold) {
    extender.remove(hold);
    permits.release();
  }

  /** Exponential with full jitter: anything up to 2 s, 4 s, 8 s, … 5 min. */
  private static Duration backOff(Delivery delivery) {
    int doublings = Math.min(delivery.receiveCount() - 1, 10);
    long longest = Math.min(FIRST_BACK_OFF.toMillis() << doublings, LONGEST_BACK_OFF.toMillis());
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, longest + 1));
  }
}

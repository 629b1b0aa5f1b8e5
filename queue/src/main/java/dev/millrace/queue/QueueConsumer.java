package dev.millrace.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the messages of one queue to a handler, each on a virtual thread of its own.
 *
 * <p>Permits are taken before a receive, from one to ten, whatever is free: a slow message never
 * makes the others wait. A permit is given back when the message's delete is confirmed.
 * Thread-safe.
 */
public final class QueueConsumer {

  private static final Logger log = LoggerFactory.getLogger(QueueConsumer.class);

  /** What interrupted handlers and the last acknowledgements get after the deadline of a stop. */
  private static final Duration LAST_MOMENT = Duration.ofSeconds(5);

  private final SqsQueue queue;
  private final Handler handler;
  private final ConsumerSettings settings;
  private final DeadLetters deadLetters;
  private final LongSupplier nanoTime;
  private final ThreadFactory threads;
  private final Permits permits;
  private final Pollers pollers;
  private final VisibilityExtender extender;
  private final Acknowledgements acknowledgements;
  private final Semaphore deadLetterCalls = new Semaphore(ConsumerSettings.DEAD_LETTERS_AT_ONCE);
  private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
  private final Tally tally = new Tally();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile long deadlineNanos;
  private volatile boolean stopping;

  /** Receives whenever there are permits. */
  public QueueConsumer(
      SqsQueue queue, DeadLetters deadLetters, Handler handler, ConsumerSettings settings) {
    this(queue, deadLetters, handler, settings, () -> true);
  }

  /**
   * Receives while the gate is open.
   *
   * @param open asked before each receive, and every second while it says no; must not take long.
   *     It says no while something is away that the handler needs.
   */
  public QueueConsumer(
      SqsQueue queue,
      DeadLetters deadLetters,
      Handler handler,
      ConsumerSettings settings,
      BooleanSupplier open) {
    this(
        queue,
        deadLetters,
        handler,
        settings,
        open,
        System::nanoTime,
        Thread.ofVirtual().name("message-" + queue.name()).factory());
  }

  QueueConsumer(
      SqsQueue queue,
      DeadLetters deadLetters,
      Handler handler,
      ConsumerSettings settings,
      BooleanSupplier open,
      LongSupplier nanoTime,
      ThreadFactory threads) {
    this.queue = queue;
    this.deadLetters = deadLetters;
    this.handler = handler;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.threads = threads;
    this.acknowledgements = new Acknowledgements(queue, settings, this::settle);
    this.permits = new Permits(settings.permits(), open, acknowledgements::deleting);
    this.pollers = new Pollers(queue, settings, permits, this::accept, nanoTime);
    this.extender = new VisibilityExtender(queue, settings, nanoTime);
  }

  /**
   * Begins to receive.
   *
   * @throws IllegalStateException when the client has too few connections for this consumer, or the
   *     visibility is too short for its permits
   */
  public void start() {
    SqsClients.claim(queue.client(), settings.connections(), queue.name());
    extender.start();
    acknowledgements.start();
    pollers.start();
  }

  public Tally tally() {
    return tally;
  }

  SqsQueue queue() {
    return queue;
  }

  VisibilityExtender extender() {
    return extender;
  }

  /** How many more messages it would take in hand; a receive that waits uses none of it up. */
  int free() {
    return settings.permits() - extender.inHand();
  }

  int pollers() {
    return pollers.running();
  }

  boolean stopping() {
    return stopping;
  }

  /** The queue's name. */
  public String name() {
    return queue.name();
  }

  /**
   * Why messages cannot be received, for a check of readiness: empty once a receive succeeded,
   * until they have failed for longer than one may take. A pause and a lack of permits are no
   * fault.
   */
  public Optional<String> trouble() {
    if (stopping) {
      return Optional.of("it is being stopped");
    }
    return permits.paused() ? Optional.empty() : pollers.trouble();
  }

  /** Whether its loops turn, for a health check. A pause and a lack of permits are no fault. */
  public boolean alive() {
    return stopped.get()
        || (extender.turning() && acknowledgements.running() && (stopping || pollers.turning()));
  }

  /**
   * Stops. No receive begins; what one that is under way still brings is handled if it fits, else
   * handed back at once. What is in hand gets until the deadline and is then interrupted and handed
   * back. Returns when every message is settled, at the latest five seconds after the deadline;
   * messages whose handlers ignore the interrupt are abandoned then.
   */
  public void stop(Duration grace) {
    deadlineNanos = nanoTime.getAsLong() + grace.toNanos();
    stopping = true;
    permits.close();
    try {
      if (!permits.awaitAll(grace)) {
        for (Hold hold : extender.holds()) {
          log.warn("{} is not finished at the deadline of the stop", hold.delivery());
          hold.interrupt();
        }
        permits.awaitAll(LAST_MOMENT);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (stopped.compareAndSet(false, true)) {
      end();
    }
  }

  private void end() {
    for (Hold hold : extender.holds()) {
      log.warn("{} is abandoned, it comes again when its visibility runs out", hold.delivery());
      settle(hold, tally.abandoned);
    }
    acknowledgements.close();
    extender.close();
    SqsClients.giveBack(queue.client(), settings.connections());
    log.info("{} stopped: {}", queue.name(), tally);
  }

  private void accept(Delivery delivery, long askedNanos, long answeredNanos) {
    tally.received.increment();
    Hold hold = new Hold(delivery, askedNanos, answeredNanos, settings);
    extender.add(hold);
    try {
      threads.newThread(() -> work(hold)).start();
    } catch (Throwable e) {
      log.error("no thread for {}, it comes again", delivery, e);
      settle(hold, tally.abandoned);
    }
  }

  /** From receipt to outcome. Whatever happens here, the message is settled exactly once. */
  private void work(Hold hold) {
    try {
      switch (outcome(hold)) {
        case Outcome.Done(boolean duplicate) -> {
          if (duplicate) {
            tally.duplicates.increment();
          }
          acknowledgements.delete(hold, tally.done);
        }
        case Outcome.Retry(Duration delay) -> handBack(hold, delay);
        case Outcome.DeadLetter deadLetter -> bury(hold, deadLetter);
      }
    } catch (Throwable e) {
      log.error("{} could not be settled, it comes again", hold.delivery(), e);
      settle(hold, tally.abandoned);
    }
  }

  private Outcome outcome(Hold hold) {
    if (stopping && !fits()) {
      return new Outcome.Retry(Duration.ZERO);
    }
    long begun = nanoTime.getAsLong();
    hold.begin(Thread.currentThread());
    try {
      return Objects.requireNonNull(handler.handle(hold.delivery(), hold), "no outcome");
    } catch (Throwable e) {
      Outcome.Retry retry = again(hold);
      log.warn("{} failed, again in {}", hold.delivery(), retry.delay(), e);
      return retry;
    } finally {
      hold.end();
      Thread.interrupted(); // an interrupt was meant for the handler
      slowest.accumulate(nanoTime.getAsLong() - begun);
    }
  }

  /** Whether a message that came during a stop can be handled, judged by the slowest so far. */
  private boolean fits() {
    long left = deadlineNanos - nanoTime.getAsLong();
    return slowest.get() > 0 && slowest.get() < left;
  }

  private Outcome.Retry again(Hold hold) {
    boolean tooLate = stopping && nanoTime.getAsLong() - deadlineNanos >= 0;
    return new Outcome.Retry(tooLate ? Duration.ZERO : BackOff.after(hold.delivery()));
  }

  private void bury(Hold hold, Outcome.DeadLetter deadLetter) {
    deadLetterCalls.acquireUninterruptibly();
    try {
      deadLetters.send(hold.delivery(), deadLetter);
    } catch (RuntimeException e) {
      log.warn("{} could not become a dead letter, it is tried again", hold.delivery(), e);
      handBack(hold, again(hold).delay());
      return;
    } finally {
      deadLetterCalls.release();
    }
    log.error("{} is given up: {}", hold.delivery(), deadLetter.reason());
    tally.buried(deadLetter.cause());
    acknowledgements.delete(hold, tally.deadLettered);
  }

  private void handBack(Hold hold, Duration delay) {
    hold.release();
    if (hold.gone()) {
      settle(hold, tally.abandoned);
      return;
    }
    Duration longest = hold.longestDelay(nanoTime.getAsLong());
    Duration cut = delay.compareTo(longest) < 0 ? delay : longest;
    acknowledgements.handBack(hold, cut, delay.isZero() ? tally.returned : tally.retried);
  }

  private void settle(Acknowledgements.Settlement settlement, boolean taken) {
    settle(settlement.hold(), taken ? settlement.counter() : tally.abandoned);
  }

  private void settle(Hold hold, LongAdder counter) {
    if (hold.settle()) {
      extender.remove(hold);
      counter.increment();
      permits.release(1);
    }
  }
}

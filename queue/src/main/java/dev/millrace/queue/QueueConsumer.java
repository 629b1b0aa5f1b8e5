package dev.millrace.queue;

import dev.millrace.queue.share.Shares;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the messages of one queue to a handler, each on a virtual thread of its own.
 *
 * <p>Handlers, receives and acknowledgements have bounds of their own, so that neither a slow
 * message nor a slow delete makes the other messages wait; see {@link ConsumerSettings}. A message
 * stays hidden from other consumers from its receipt until its delete is confirmed. Thread-safe.
 */
public final class QueueConsumer {

  private static final Logger log = LoggerFactory.getLogger(QueueConsumer.class);

  /** How long interrupted handlers and the last acknowledgements get after a stop's deadline. */
  private static final Duration LAST_MOMENT = Duration.ofSeconds(5);

  private final SqsQueue queue;
  private final Handler handler;
  private final ConsumerSettings settings;
  private final LongSupplier nanoTime;
  private final ThreadFactory threads;
  private final Bounds bounds;
  private final Pollers pollers;
  private final VisibilityExtender extender;
  private final Settling settling;
  private final StopDeadline deadline;
  private final AtomicBoolean stopped = new AtomicBoolean();

  /** Creates a consumer that never pauses. */
  public QueueConsumer(
      SqsQueue queue, DeadLetters deadLetters, Handler handler, ConsumerSettings settings) {
    this(queue, deadLetters, handler, settings, () -> true);
  }

  /**
   * Creates a consumer that pauses its receives while something is unavailable that the handler
   * needs.
   *
   * @param open whether to receive; called before each receive and every second of a pause, so it
   *     must return quickly
   */
  public QueueConsumer(
      SqsQueue queue,
      DeadLetters deadLetters,
      Handler handler,
      ConsumerSettings settings,
      BooleanSupplier open) {
    this(queue, deadLetters, handler, settings, open, _ -> "");
  }

  /**
   * Creates a consumer that also shares its permits fairly between the keys of messages.
   *
   * @param key of a message, for example {@link Delivery#group}. A free permit goes to the key that
   *     holds the fewest. One permit in eight, and at least one of two or more, is never held by a
   *     single key, so that handlers that hang do not block other keys. Empty means no limit.
   */
  public QueueConsumer(
      SqsQueue queue,
      DeadLetters deadLetters,
      Handler handler,
      ConsumerSettings settings,
      BooleanSupplier open,
      Function<Delivery, String> key) {
    this(
        queue,
        deadLetters,
        handler,
        settings,
        open,
        key,
        System::nanoTime,
        Thread.ofVirtual().name("message-" + queue.name()).factory());
  }

  QueueConsumer(
      SqsQueue queue,
      DeadLetters deadLetters,
      Handler handler,
      ConsumerSettings settings,
      BooleanSupplier open,
      Function<Delivery, String> key,
      LongSupplier nanoTime,
      ThreadFactory threads) {
    this.queue = queue;
    this.handler = handler;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.threads = threads;
    this.deadline = new StopDeadline(nanoTime);
    this.bounds = new Bounds(settings, open, key, nanoTime);
    this.pollers =
        new Pollers(queue, settings, bounds, this::handBackStuck, this::accept, nanoTime);
    this.extender = new VisibilityExtender(queue, settings, nanoTime);
    this.settling =
        new Settling(queue, deadLetters, settings, bounds, extender, this::retry, nanoTime);
  }

  /**
   * Starts receiving.
   *
   * @throws IllegalStateException when the client has too few connections for this consumer, or the
   *     visibility is too short for its permits
   */
  public void start() {
    SqsClients.reserve(queue.client(), settings.connections(), queue.name());
    extender.start();
    settling.start();
    pollers.start();
  }

  public Tally tally() {
    return settling.tally();
  }

  /** The number of received messages that are not acknowledged yet. */
  public int inHand() {
    return extender.inHand();
  }

  SqsQueue queue() {
    return queue;
  }

  VisibilityExtender extender() {
    return extender;
  }

  Bounds.Load load() {
    return bounds.load();
  }

  int pollers() {
    return pollers.running();
  }

  boolean stopping() {
    return deadline.stopping();
  }

  /** The queue's name. */
  public String name() {
    return queue.name();
  }

  /**
   * The reason why messages cannot be received, for a readiness check: empty once a receive
   * succeeded, until receives have failed for longer than one may take. A pause and a lack of
   * permits are not faults.
   */
  public Optional<String> trouble() {
    if (stopping()) {
      return Optional.of("the consumer is stopping");
    }
    return bounds.paused() ? Optional.empty() : pollers.trouble();
  }

  /** Whether its loops run, for a liveness check. A pause and a lack of permits are not faults. */
  public boolean alive() {
    return stopped.get()
        || (extender.turning() && settling.running() && (stopping() || pollers.turning()));
  }

  /**
   * Stops. No receive begins; messages of a receive in progress are handled if there is time,
   * otherwise handed back at once, as are those that wait for a permit. Running handlers get until
   * the deadline and are then interrupted, and their messages handed back. Returns when every
   * message is settled, at the latest five seconds after the deadline; messages whose handlers
   * ignore the interrupt are abandoned then.
   */
  public void stop(Duration grace) {
    deadline.begin(grace);
    bounds.close();
    handBackWaiting();
    try {
      if (!bounds.awaitNone(grace)) {
        for (MessageContext message : extender.messages()) {
          log.warn("{} is not finished at the deadline of the stop", message);
          message.work().interrupt();
        }
        bounds.awaitNone(LAST_MOMENT);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (stopped.compareAndSet(false, true)) {
      end();
    }
  }

  private void end() {
    for (MessageContext message : extender.messages()) {
      log.warn("{} is abandoned; it will be redelivered when its visibility expires", message);
      settling.abandon(message);
    }
    settling.close();
    extender.close();
    SqsClients.release(queue.client(), settings.connections());
    log.info("{} stopped: {}", queue.name(), tally());
  }

  /** All messages of a receive are registered before the first handler begins. */
  private void accept(List<Delivery> deliveries, long askedNanos, long answeredNanos) {
    List<MessageContext> messages =
        deliveries.stream()
            .map(delivery -> new MessageContext(delivery, askedNanos, answeredNanos, settings))
            .toList();
    tally().received.add(messages.size());
    messages.forEach(extender::add);
    Shares.Received<MessageContext> received = bounds.received(messages);
    received.begun().forEach(this::begin);
    received.refused().forEach(this::handBack);
    if (stopping()) {
      handBackWaiting();
    }
  }

  private void handBackStuck() {
    bounds.takeStuck().forEach(this::handBack);
  }

  private void handBack(MessageContext refused) {
    Duration hidden = Shares.refusal(refused.delivery().receiveCount());
    settling.carryOut(refused, new Outcome.Retry(hidden));
  }

  private void handBackWaiting() {
    for (MessageContext message : bounds.drain()) {
      settling.carryOut(message, new Outcome.Retry(Duration.ZERO));
    }
  }

  /** Starts the handler of a message that has a permit, or passes the permit on. */
  private void begin(MessageContext first) {
    @Nullable MessageContext next = first;
    while (next != null) {
      MessageContext message = next;
      try {
        threads.newThread(() -> work(message)).start();
        next = null;
      } catch (Throwable e) {
        log.error("could not start a thread for {}; it will be redelivered", message, e);
        next = bounds.returned(message, 0);
        settling.abandon(message);
      }
    }
  }

  /** Owns a permit, and gives it back before the acknowledgement. */
  private void work(MessageContext message) {
    long begun = nanoTime.getAsLong();
    message.permitted(() -> permitReturned(message, nanoTime.getAsLong() - begun));
    Outcome outcome = outcome(message);
    deadline.ran(nanoTime.getAsLong() - begun);
    message.returnPermit();
    settling.carryOut(message, outcome);
  }

  private void permitReturned(MessageContext message, long nanos) {
    @Nullable MessageContext next = bounds.returned(message, nanos);
    if (next != null) {
      begin(next);
    }
  }

  private Outcome outcome(MessageContext message) {
    if (message.lost() || !deadline.fits()) {
      return new Outcome.Retry(Duration.ZERO);
    }
    return HandlerRun.run(handler, message, e -> failed(message, e));
  }

  private Outcome failed(MessageContext message, Throwable e) {
    Outcome.Retry retry = retry(message);
    log.warn("{} failed; retrying in {}", message, retry.delay(), e);
    return retry;
  }

  private Outcome.Retry retry(MessageContext message) {
    return new Outcome.Retry(deadline.passed() ? Duration.ZERO : message.delivery().backoff());
  }
}

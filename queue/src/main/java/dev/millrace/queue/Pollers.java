package dev.millrace.queue;

import dev.millrace.queue.sqs.Backoff;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.SqsFailure;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that receive. There is one while the queue is empty; another starts when a receive
 * was full and there is room for more. No failure ends any of them.
 */
final class Pollers {

  private static final Logger log = LoggerFactory.getLogger(Pollers.class);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), Backoff.Jitter.HALF);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final SqsQueue queue;
  private final ConsumerSettings settings;
  private final Bounds bounds;
  private final Runnable beforeEach;
  private final Receiver receiver;
  private final LongSupplier nanoTime;
  private int running;

  /** When each of the threads last began a turn. */
  private final Map<Thread, Long> turnedNanos = new ConcurrentHashMap<>();

  private volatile long receivedNanos;
  private volatile String trouble = "no receive has succeeded yet";

  /** Passes on the messages of a receive. */
  @FunctionalInterface
  interface Receiver {
    void accept(List<Delivery> deliveries, long askedNanos, long answeredNanos);
  }

  /**
   * @param beforeEach runs before each receive, and every second while there is no room for one
   */
  Pollers(
      SqsQueue queue,
      ConsumerSettings settings,
      Bounds bounds,
      Runnable beforeEach,
      Receiver receiver,
      LongSupplier nanoTime) {
    this.queue = queue;
    this.settings = settings;
    this.bounds = bounds;
    this.beforeEach = beforeEach;
    this.receiver = receiver;
    this.nanoTime = nanoTime;
    this.receivedNanos = nanoTime.getAsLong() - longestReceive().toNanos();
  }

  void start() {
    grow();
  }

  synchronized int running() {
    return running;
  }

  /** Whether each of them has run recently, successfully or not. */
  boolean turning() {
    long longest = longestReceive().plus(BACKOFF.longest()).plus(TICK).toNanos();
    long now = nanoTime.getAsLong();
    return turnedNanos.values().stream().allMatch(turned -> now - turned <= longest);
  }

  /** How long a receive may take before it counts as hung. */
  private Duration longestReceive() {
    return settings.pollWait().plus(SqsQueue.RECEIVE_SLACK);
  }

  /**
   * The reason why receives fail, if they have failed for longer than one may take; empty while
   * they succeed and while there is no room to begin one.
   */
  Optional<String> trouble() {
    String reason = trouble;
    boolean recent = nanoTime.getAsLong() - receivedNanos < longestReceive().toNanos();
    return reason.isEmpty() || recent ? Optional.empty() : Optional.of(reason);
  }

  private void poll() {
    int failures = 0;
    boolean wanted = true;
    while (wanted) {
      turnedNanos.put(Thread.currentThread(), nanoTime.getAsLong());
      try {
        wanted = turn();
        failures = 0;
      } catch (Throwable e) { // receiving must continue after any failure
        failures++;
        pause(failures, e);
      }
    }
    turnedNanos.remove(Thread.currentThread());
  }

  /** Receives once. Returns whether this poller should continue. */
  private boolean turn() throws InterruptedException {
    beforeEach.run();
    int most = bounds.ask(TICK);
    if (most == 0) {
      return !bounds.closed();
    }
    int received = receive(most);
    if (received == most && bounds.hasRoom()) {
      grow();
    }
    return received > 0 || !retire();
  }

  private int receive(int most) {
    try {
      long asked = nanoTime.getAsLong();
      List<Delivery> deliveries = queue.receive(most, settings.pollWait(), settings.visibility());
      long answered = nanoTime.getAsLong();
      receivedNanos = answered;
      trouble = "";
      receiver.accept(deliveries, asked, answered);
      return deliveries.size();
    } finally {
      bounds.answered(most);
    }
  }

  private void pause(int failures, Throwable e) {
    Duration pause = BACKOFF.after(failures);
    log.warn(
        "receiving from {} failed; retrying in {} ms: {}",
        queue.name(),
        pause.toMillis(),
        SqsFailure.text(e));
    trouble = "receiving failed: " + e;
    try {
      bounds.rest(pause);
    } catch (InterruptedException _) {
      // a poller only ends with the consumer
    }
  }

  private synchronized void grow() {
    if (running < settings.mostPollers()) {
      Thread.ofVirtual().name("poller-" + queue.name()).start(this::poll);
      running++;
    }
  }

  /** Removes this poller from the count, unless it is the last one. */
  private synchronized boolean retire() {
    if (running == 1) {
      return false;
    }
    running--;
    return true;
  }
}

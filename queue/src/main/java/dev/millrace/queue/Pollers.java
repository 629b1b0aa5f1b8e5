package dev.millrace.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that receive. There is one while the queue is empty; another comes when a receive was
 * full and permits are left. None of them ends by a failure.
 */
final class Pollers {

  private static final Logger log = LoggerFactory.getLogger(Pollers.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final SqsQueue queue;
  private final ConsumerSettings settings;
  private final Permits permits;
  private final Receiver receiver;
  private final LongSupplier nanoTime;
  private int running;

  /** When each of the threads came round last. */
  private final Map<Thread, Long> turnedNanos = new ConcurrentHashMap<>();

  private volatile long receivedNanos;
  private volatile String trouble = "nothing was received yet";

  /** Takes a message and the permit that came with it. */
  @FunctionalInterface
  interface Receiver {
    void accept(Delivery delivery, long askedNanos, long answeredNanos);
  }

  Pollers(
      SqsQueue queue,
      ConsumerSettings settings,
      Permits permits,
      Receiver receiver,
      LongSupplier nanoTime) {
    this.queue = queue;
    this.settings = settings;
    this.permits = permits;
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

  /** Whether each of them came round lately, in vain or not. */
  boolean turning() {
    long longest = longestReceive().plus(LONGEST_PAUSE).plus(TICK).toNanos();
    long now = nanoTime.getAsLong();
    return turnedNanos.values().stream().allMatch(turned -> now - turned <= longest);
  }

  /** What a receive may take before it counts as hung. */
  private Duration longestReceive() {
    return settings.pollWait().plus(SqsQueue.RECEIVE_SLACK);
  }

  /**
   * Why receives fail, if they have done so for longer than one may take; empty while they succeed
   * and while there is no permit to begin one.
   */
  Optional<String> trouble() {
    String reason = trouble;
    boolean lately = nanoTime.getAsLong() - receivedNanos < longestReceive().toNanos();
    return reason.isEmpty() || lately ? Optional.empty() : Optional.of(reason);
  }

  private void poll() {
    int failures = 0;
    boolean wanted = true;
    while (wanted) {
      turnedNanos.put(Thread.currentThread(), nanoTime.getAsLong());
      try {
        wanted = turn();
        failures = 0;
      } catch (Throwable e) { // whatever it is, the queue must not become deaf
        failures++;
        pause(failures, e);
      }
    }
    turnedNanos.remove(Thread.currentThread());
  }

  /** One receive. Says whether this poller should go on. */
  private boolean turn() throws InterruptedException {
    int taken = permits.take(SqsQueue.BATCH, TICK);
    if (taken == 0) {
      return !permits.closed();
    }
    int accepted = 0;
    try {
      long asked = nanoTime.getAsLong();
      List<Delivery> deliveries = queue.receive(taken, settings.pollWait(), settings.visibility());
      long answered = nanoTime.getAsLong();
      receivedNanos = answered;
      trouble = "";
      for (Delivery delivery : deliveries) {
        receiver.accept(delivery, asked, answered);
        accepted++;
      }
    } finally {
      permits.release(taken - accepted);
    }
    if (accepted == taken && permits.free() > 0) {
      grow();
    }
    return accepted > 0 || !retire();
  }

  private void pause(int failures, Throwable e) {
    int doublings = Math.min(failures - 1, 10);
    long longest = Math.min(FIRST_PAUSE.toMillis() << doublings, LONGEST_PAUSE.toMillis());
    long pause = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
    log.warn("receiving from {} failed, again in {} ms: {}", queue.name(), pause, e.toString());
    trouble = "receiving failed: " + e;
    try {
      permits.rest(Duration.ofMillis(pause));
    } catch (InterruptedException _) {
      // nobody ends a poller like that; it goes on
    }
  }

  private synchronized void grow() {
    if (running < settings.mostPollers()) {
      Thread.ofVirtual().name("poller-" + queue.name()).start(this::poll);
      running++;
    }
  }

  /** Takes this poller out of the count, unless it is the last one. */
  private synchronized boolean retire() {
    if (running == 1) {
      return false;
    }
    running--;
    return true;
  }
}

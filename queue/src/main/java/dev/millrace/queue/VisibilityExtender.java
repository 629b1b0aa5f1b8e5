package dev.millrace.queue;

import dev.millrace.queue.sqs.Durations;
import dev.millrace.queue.sqs.Refusal;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every message in processing hidden from other consumers, from its receipt until its
 * acknowledgement is confirmed. One loop chooses the due messages in order of deadline; a few calls
 * run at once on threads of their own, with ten messages each, so that a hung call does not delay
 * the others. When a message exceeds its time limit, its handler is interrupted and it is no longer
 * extended.
 */
final class VisibilityExtender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(VisibilityExtender.class);
  private static final Duration LONGEST_TICK = Duration.ofMillis(200);
  private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

  private final SqsQueue queue;
  private final ConsumerSettings settings;
  private final LongSupplier nanoTime;
  private final Duration tick;
  private final Set<MessageContext> messages = ConcurrentHashMap.newKeySet();
  private final Semaphore calls;
  private final Thread loop;
  private final Durations lags = new Durations();
  private final LongAdder lost = new LongAdder();
  private volatile boolean closed;
  private volatile long turnedNanos;

  VisibilityExtender(SqsQueue queue, ConsumerSettings settings, LongSupplier nanoTime) {
    this.queue = queue;
    this.settings = settings;
    this.calls = new Semaphore(settings.extensionsAtOnce());
    this.nanoTime = nanoTime;
    Duration twentieth = settings.visibility().dividedBy(20);
    this.tick = twentieth.compareTo(LONGEST_TICK) < 0 ? twentieth : LONGEST_TICK;
    this.loop = Thread.ofVirtual().name("extender-" + queue.name()).unstarted(this::run);
    this.turnedNanos = nanoTime.getAsLong();
  }

  /**
   * @throws IllegalStateException when the loop could not keep up with all messages in processing
   */
  void start() {
    if (settings.permits() > settings.extendable()) {
      throw new IllegalStateException(
          "%s: a visibility of %s can be extended in time with at most %d permits, not %d"
              .formatted(
                  queue.name(), settings.visibility(), settings.extendable(), settings.permits()));
    }
    loop.start();
  }

  void add(MessageContext message) {
    messages.add(message);
  }

  void remove(MessageContext message) {
    messages.remove(message);
  }

  /** All messages in processing. */
  List<MessageContext> messages() {
    return List.copyOf(messages);
  }

  int inHand() {
    return messages.size();
  }

  /** The number of messages whose handler still runs although their time is over. */
  long overdue() {
    return messages.stream().filter(message -> message.work().overrunning()).count();
  }

  /** From the time that an extension was due until it was confirmed. */
  Durations lags() {
    return lags;
  }

  /** The number of messages that other consumers may have received during their processing. */
  LongAdder lost() {
    return lost;
  }

  /** Whether the loop has run recently. */
  boolean turning() {
    return nanoTime.getAsLong() - turnedNanos <= LONGEST_TURN.toNanos();
  }

  private void run() {
    while (!closed) {
      try {
        turn(nanoTime.getAsLong());
        Thread.sleep(tick);
      } catch (Throwable e) { // this loop must not end before the consumer does
        if (!closed) {
          log.error("visibility loop of {} failed; continuing", queue.name(), e);
        }
      }
    }
  }

  /** One iteration of the loop. */
  void turn(long now) {
    turnedNanos = now;
    List<MessageContext> due = new ArrayList<>();
    for (MessageContext message : messages) {
      if (message.work().giveUp(now)) {
        log.warn("{} exceeded {}; interrupting its handler", message, settings.longest());
      } else if (message.visibility().expire(now)) {
        lost.increment();
        log.warn("{}: visibility expired; another consumer may have received it", message);
      } else if (!message.lost() && message.visibility().due(now)) {
        due.add(message);
      }
      message.beatIfDue(now);
    }
    due.sort(Comparator.comparingLong(message -> message.visibility().dueNanos() - now));
    for (int i = 0; i < due.size() && calls.tryAcquire(); i += SqsQueue.BATCH) {
      List<MessageContext> batch = due.subList(i, Math.min(i + SqsQueue.BATCH, due.size()));
      startCall(batch.stream().filter(message -> message.visibility().begin()).toList(), now);
    }
  }

  private void startCall(List<MessageContext> begun, long now) {
    try {
      Thread.ofVirtual().name("extend-" + queue.name()).start(() -> extend(begun, now));
    } catch (Throwable e) {
      begun.forEach(message -> message.visibility().postpone(now));
      calls.release();
      throw e;
    }
  }

  private void extend(List<MessageContext> begun, long asked) {
    try {
      Map<Integer, Refusal> refusals =
          queue.changeVisibility(
              begun.stream().map(MessageContext::delivery).toList(),
              begun.stream().map(_ -> settings.visibility()).toList(),
              settings.extensionTimeout());
      for (int i = 0; i < begun.size(); i++) {
        end(begun.get(i), refusals.get(i), asked);
      }
    } finally {
      calls.release();
    }
  }

  private void end(MessageContext message, @Nullable Refusal refusal, long asked) {
    Visibility visibility = message.visibility();
    if (refusal == null) {
      lags.add(Duration.ofNanos(nanoTime.getAsLong() - visibility.dueNanos()));
      visibility.extended(asked);
    } else if (!refusal.lasting()) {
      log.warn("visibility of {} not extended; retrying: {}", message, refusal.reason());
      visibility.postpone(
          nanoTime.getAsLong() + settings.extensionTimeout().dividedBy(5).toNanos());
    } else if (visibility.refuse()) {
      lost.increment();
      log.warn("{}: receipt no longer valid: {}", message, refusal.reason());
    }
  }

  @Override
  public void close() {
    closed = true;
    loop.interrupt();
  }
}

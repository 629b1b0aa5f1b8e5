package dev.millrace.queue;

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
 * Keeps every message in hand invisible to others, from receipt to the last acknowledgement. One
 * loop decides, in order of deadline; the calls run beside it, ten messages in each and a few at
 * once, so that a hung call delays no other. A message that is worked on for too long has its
 * worker interrupted and is no longer extended.
 */
final class VisibilityExtender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(VisibilityExtender.class);
  private static final Duration LONGEST_TICK = Duration.ofMillis(200);
  private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

  private final SqsQueue queue;
  private final ConsumerSettings settings;
  private final LongSupplier nanoTime;
  private final Duration tick;
  private final Set<Hold> holds = ConcurrentHashMap.newKeySet();
  private final Semaphore calls = new Semaphore(ConsumerSettings.EXTENSIONS_AT_ONCE);
  private final Thread loop;
  private final Durations lags = new Durations();
  private final LongAdder lost = new LongAdder();
  private volatile boolean closed;
  private volatile long turnedNanos;

  VisibilityExtender(SqsQueue queue, ConsumerSettings settings, LongSupplier nanoTime) {
    this.queue = queue;
    this.settings = settings;
    this.nanoTime = nanoTime;
    Duration twentieth = settings.visibility().dividedBy(20);
    this.tick = twentieth.compareTo(LONGEST_TICK) < 0 ? twentieth : LONGEST_TICK;
    this.loop = Thread.ofVirtual().name("extender-" + queue.name()).unstarted(this::run);
    this.turnedNanos = nanoTime.getAsLong();
  }

  /**
   * @throws IllegalStateException when this could not keep up with all permits in use
   */
  void start() {
    if (settings.permits() > settings.extendable()) {
      throw new IllegalStateException(
          "%s: a visibility of %s can be extended in time for %d messages, not for %d permits"
              .formatted(
                  queue.name(), settings.visibility(), settings.extendable(), settings.permits()));
    }
    loop.start();
  }

  void add(Hold hold) {
    holds.add(hold);
  }

  void remove(Hold hold) {
    holds.remove(hold);
  }

  /** All that is in hand. */
  List<Hold> holds() {
    return List.copyOf(holds);
  }

  int inHand() {
    return holds.size();
  }

  /** How many are worked on although their time is over. */
  long overdue() {
    return holds.stream().filter(Hold::overdue).count();
  }

  /** From the moment that an extension was due until it was confirmed. */
  Durations lags() {
    return lags;
  }

  /** How many messages were lost to others while they were held. */
  LongAdder lost() {
    return lost;
  }

  /** Whether the loop came round lately. */
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
          log.error("the extension loop of {} stumbled and goes on", queue.name(), e);
        }
      }
    }
  }

  /** One turn of the loop. */
  void turn(long now) {
    turnedNanos = now;
    List<Hold> due = new ArrayList<>();
    for (Hold hold : holds) {
      if (hold.giveUp(now)) {
        log.warn("{} took longer than {}, it is interrupted", hold.delivery(), settings.longest());
      } else if (hold.expire(now)) {
        lost.increment();
        log.warn("{} is no longer surely ours, its visibility ran out", hold.delivery());
      } else if (hold.due(now)) {
        due.add(hold);
      }
      hold.beatIfDue(now);
    }
    due.sort(Comparator.comparingLong(hold -> hold.dueNanos() - now));
    for (int i = 0; i < due.size() && calls.tryAcquire(); i += SqsQueue.BATCH) {
      List<Hold> batch = due.subList(i, Math.min(i + SqsQueue.BATCH, due.size()));
      extendBeside(batch.stream().filter(Hold::beginExtension).toList(), now);
    }
  }

  private void extendBeside(List<Hold> begun, long now) {
    try {
      Thread.ofVirtual().name("extend-" + queue.name()).start(() -> extend(begun, now));
    } catch (Throwable e) {
      begun.forEach(hold -> hold.endExtension(now));
      calls.release();
      throw e;
    }
  }

  private void extend(List<Hold> begun, long asked) {
    try {
      Map<Integer, Refusal> refusals =
          queue.changeVisibility(
              begun.stream().map(Hold::delivery).toList(),
              begun.stream().map(_ -> settings.visibility()).toList(),
              settings.extensionTimeout());
      for (int i = 0; i < begun.size(); i++) {
        end(begun.get(i), refusals.get(i), asked);
      }
    } finally {
      calls.release();
    }
  }

  private void end(Hold hold, @Nullable Refusal refusal, long asked) {
    if (refusal == null) {
      lags.add(Duration.ofNanos(nanoTime.getAsLong() - hold.dueNanos()));
      hold.extended(asked);
    } else if (!refusal.lasting()) {
      log.warn("{} not extended, again soon: {}", hold.delivery(), refusal.reason());
      hold.endExtension(nanoTime.getAsLong() + settings.extensionTimeout().dividedBy(5).toNanos());
    } else if (hold.refuse()) {
      lost.increment();
      log.warn("{} is no longer ours: {}", hold.delivery(), refusal.reason());
    }
  }

  @Override
  public void close() {
    closed = true;
    loop.interrupt();
  }
}

package dev.millrace.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Keeps every message in hand invisible to others, from receipt to the last acknowledgement: one
 * loop, batches of ten, in order of deadline. A message that is worked on for too long has its
 * worker interrupted and is no longer extended.
 */
final class VisibilityExtender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(VisibilityExtender.class);
  private static final Duration TICK = Duration.ofMillis(200);

  private final SqsQueue queue;
  private final Duration visibility;
  private final Set<Hold> holds = ConcurrentHashMap.newKeySet();
  private final Thread loop;
  private volatile boolean closed;

  VisibilityExtender(SqsQueue queue, Duration visibility) {
    this.queue = queue;
    this.visibility = visibility;
    this.loop = Thread.ofVirtual().name("extender-" + queue.name()).unstarted(this::run);
  }

  void start() {
    loop.start();
  }

  void add(Hold hold) {
    holds.add(hold);
  }

  /** Ends the hold; after this returns its message is not extended any more. */
  void remove(Hold hold) {
    holds.remove(hold);
    hold.release();
  }

  List<Hold> holds() {
    return List.copyOf(holds);
  }

  private void run() {
    while (!closed) {
      try {
        extendDue(System.nanoTime());
        Thread.sleep(TICK);
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException e) {
        log.error("the extension loop of {} stumbled and goes on", queue.name(), e);
      }
    }
  }

  /** One turn of the loop. */
  void extendDue(long now) {
    List<Hold> due = new ArrayList<>();
    for (Hold hold : holds()) {
      if (hold.overdue(now)) {
        log.warn("{} took too long; its handler is interrupted", hold.delivery());
        hold.lose();
        holds.remove(hold);
        hold.interruptWorker();
      } else if (hold.dueNanos() - now <= 0) {
        due.add(hold);
      }
    }
    due.sort(Comparator.comparingLong(hold -> hold.dueNanos() - now));
    for (int i = 0; i < due.size(); i += SqsQueue.BATCH) {
      extend(due.subList(i, Math.min(i + SqsQueue.BATCH, due.size())));
    }
  }

  private void extend(List<Hold> batch) {
    List<Hold> begun = batch.stream().filter(Hold::beginExtension).toList();
    if (begun.isEmpty()) {
      return;
    }
    long asked = System.nanoTime();
    long pause = TimeUnit.SECONDS.toNanos(1);
    try {
      List<Delivery> refused =
          queue.changeVisibility(begun.stream().map(Hold::delivery).toList(), visibility);
      for (Hold hold : begun) {
        if (refused.contains(hold.delivery())) {
          log.warn("{} is no longer ours; its visibility ran out", hold.delivery());
          hold.lose();
          holds.remove(hold);
        } else {
          hold.endExtension(asked, visibility.toNanos(), pause);
          hold.runBeat();
        }
      }
    } catch (SdkException e) {
      log.warn("extending {} messages failed, trying again: {}", begun.size(), e.getMessage());
      begun.forEach(hold -> hold.endExtension(asked, 0, pause));
    }
  }

  @Override
  public void close() {
    closed = true;
    loop.interrupt();
  }
}

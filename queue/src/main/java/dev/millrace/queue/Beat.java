package dev.millrace.queue;

import dev.millrace.queue.sqs.Delivery;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A periodic task of a handler, such as the renewal of a lease. Thread-safe. */
final class Beat {

  private static final Logger log = LoggerFactory.getLogger(Beat.class);

  private final Delivery delivery;
  private final long periodNanos;
  private final AtomicBoolean running = new AtomicBoolean();
  private long dueNanos;
  private @Nullable Runnable task;

  Beat(Delivery delivery, long firstNanos, long periodNanos) {
    this.delivery = delivery;
    this.dueNanos = firstNanos;
    this.periodNanos = periodNanos;
  }

  synchronized void begin(Runnable beat) {
    task = beat;
  }

  synchronized void end() {
    task = null;
  }

  /** Whether the task is running, possibly beyond {@link #end}. */
  boolean running() {
    return running.get();
  }

  /** Runs the task on a thread of its own if it is due and not already running. */
  void runIfDue(long nowNanos) {
    @Nullable Runnable due = due(nowNanos);
    if (due != null && running.compareAndSet(false, true)) {
      Thread.ofVirtual().name("beat-" + delivery.id()).start(() -> run(due));
    }
  }

  private synchronized @Nullable Runnable due(long nowNanos) {
    if (nowNanos - dueNanos < 0) {
      return null;
    }
    dueNanos = nowNanos + periodNanos;
    return task;
  }

  private void run(Runnable due) {
    try {
      due.run();
    } catch (RuntimeException e) {
      log.warn("beat of {} failed; retrying in {} ms", delivery, periodNanos / 1_000_000, e);
    } finally {
      running.set(false);
    }
  }
}

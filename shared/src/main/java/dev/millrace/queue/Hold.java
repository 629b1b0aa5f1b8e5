package dev.millrace.queue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's hold on one delivery, from receipt to the last acknowledgement. Thread-safe.
 *
 * <p>The extender extends a hold only between {@link #beginExtension} and {@link #endExtension};
 * {@link #release} waits for that, so that no extension can land after a back-off or a delete.
 */
public final class Hold {

  private final Delivery delivery;
  private final long giveUpNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final AtomicBoolean beating = new AtomicBoolean();

  private boolean released;
  private boolean extending;
  private boolean lost;
  private long dueNanos;
  private long visibleNanos;
  private @Nullable Thread worker;
  private volatile @Nullable Runnable beat;

  Hold(Delivery delivery, long receivedNanos, long visibilityNanos, long longestNanos) {
    this.delivery = delivery;
    this.giveUpNanos = receivedNanos + longestNanos;
    this.dueNanos = receivedNanos + visibilityNanos / 3;
    this.visibleNanos = receivedNanos + visibilityNanos;
  }

  public Delivery delivery() {
    return delivery;
  }

  /**
   * Whether the message has become visible to others, so that this is no longer its only holder.
   */
  public boolean lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs the beat each time that the visibility was extended, on a thread of its own and never
   * twice at once. For a lease that must live as long as the message is held.
   */
  public void onBeat(Runnable beat) {
    this.beat = beat;
  }

  /** The next beat's work, or null when there is none or the last one is still running. */
  void runBeat() {
    Runnable next = beat;
    if (next != null && beating.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("beat-" + delivery.id())
          .start(
              () -> {
                try {
                  next.run();
                } finally {
                  beating.set(false);
                }
              });
    }
  }

  void workedBy(Thread thread) {
    lock.lock();
    try {
      worker = thread;
    } finally {
      lock.unlock();
    }
  }

  void interruptWorker() {
    lock.lock();
    try {
      if (worker != null) {
        worker.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  long dueNanos() {
    lock.lock();
    try {
      return dueNanos;
    } finally {
      lock.unlock();
    }
  }

  boolean overdue(long nowNanos) {
    return nowNanos - giveUpNanos >= 0;
  }

  boolean beginExtension() {
    lock.lock();
    try {
      extending = !released && !lost;
      return extending;
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param askedNanos when the queue was asked
   * @param visibilityNanos what it granted, or 0 when the call failed and is to be tried again
   */
  void endExtension(long askedNanos, long visibilityNanos, long pauseNanos) {
    lock.lock();
    try {
      extending = false;
      if (visibilityNanos > 0) {
        visibleNanos = askedNanos + visibilityNanos;
        dueNanos = askedNanos + visibilityNanos / 3;
      } else {
        dueNanos = askedNanos + pauseNanos;
        lost = dueNanos - visibleNanos >= 0;
      }
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void lose() {
    lock.lock();
    try {
      lost = true;
      extending = false;
      idle.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the hold. After this returns, the visibility is not extended any more. */
  void release() {
    lock.lock();
    try {
      released = true;
      while (extending && idle.awaitNanos(TimeUnit.SECONDS.toNanos(30)) > 0) {
        // an extension is under way; its end is signalled
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}

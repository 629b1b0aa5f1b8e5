package dev.millrace.queue;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * How many messages a consumer may have in hand: a permit is taken before the receive and given
 * back when its message is settled. Thread-safe.
 */
final class Permits {

  /** How long a receive waits for more permits. */
  private static final Duration LINGER = Duration.ofMillis(5);

  /** The same while permits are about to come back; a delete under way takes about as long. */
  private static final Duration LINGER_FOR_RETURNING = Duration.ofMillis(50);

  private final int all;
  private final BooleanSupplier open;
  private final IntSupplier returning;
  private final ReentrantLock gathering = new ReentrantLock(true);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int free;
  private int wanted;
  private boolean closed;

  /**
   * @param open asked before permits are given out; must not take long
   * @param returning how many permits only wait for a delete to be confirmed
   */
  Permits(int all, BooleanSupplier open, IntSupplier returning) {
    this.all = all;
    this.open = open;
    this.returning = returning;
    this.free = all;
  }

  /**
   * Takes what is free, from one to that many, and lingers a moment for more. One caller at a time
   * gathers, so that two do not share what would fill one receive.
   *
   * @param patience how long to wait for the first one and for the gate to be open
   * @return how many; 0 when the patience was in vain or these permits are closed
   */
  int take(int most, Duration patience) throws InterruptedException {
    gathering.lockInterruptibly();
    try {
      return gather(Math.min(most, all), patience.toNanos());
    } finally {
      gathering.unlock();
    }
  }

  private int gather(int most, long patience) throws InterruptedException {
    lock.lock();
    try {
      wanted = most;
      long left = patience;
      while (!closed && (free == 0 || !open.getAsBoolean()) && left > 0) {
        left = changed.awaitNanos(left);
      }
      lingerFor(most);
      int taken = closed || !open.getAsBoolean() ? 0 : Math.min(free, most);
      free -= taken;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void lingerFor(int most) throws InterruptedException {
    long begun = System.nanoTime();
    long left = 1;
    while (!closed && free > 0 && free < most && left > 0) {
      Duration longest = returning.getAsInt() > 0 ? LINGER_FOR_RETURNING : LINGER;
      left = Linger.of(longest, most - free) - (System.nanoTime() - begun);
      changed.awaitNanos(left);
    }
  }

  void release(int permits) {
    lock.lock();
    try {
      boolean first = free == 0;
      free += permits;
      if (first || free == all || Linger.almost(wanted - free)) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  int free() {
    lock.lock();
    try {
      return free;
    } finally {
      lock.unlock();
    }
  }

  /** From now on none is given out. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the gate keeps them back. */
  boolean paused() {
    return !open.getAsBoolean();
  }

  boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for that long, or until these permits are closed. */
  void rest(Duration time) throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all are back, so that nothing is in hand. Says whether they are. */
  boolean awaitAll(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (free < all && left > 0) {
        left = changed.awaitNanos(left);
      }
      return free == all;
    } finally {
      lock.unlock();
    }
  }
}

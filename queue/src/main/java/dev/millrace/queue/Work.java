package dev.millrace.queue;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The time and the thread that a handler has for one message. Thread-safe. */
final class Work {

  private final long limitNanos;
  private Stop stop = Stop.NONE;
  private @Nullable Thread thread;

  private enum Stop {
    NONE,
    /** The consumer stops; that is not a fault of the message. */
    INTERRUPTED,
    /** The time for the message is over. */
    OVERDUE
  }

  /**
   * @param limitNanos when its time is over, as of {@link System#nanoTime}
   */
  Work(long limitNanos) {
    this.limitNanos = limitNanos;
  }

  /** The handler begins. Until {@link #end}, an interrupt reaches its thread. */
  synchronized void begin(Thread handler) {
    thread = handler;
    if (stop != Stop.NONE) {
      handler.interrupt();
    }
  }

  synchronized void end() {
    thread = null;
  }

  Duration left(long nowNanos) {
    return Duration.ofNanos(limitNanos - nowNanos);
  }

  synchronized void interrupt() {
    interrupt(Stop.INTERRUPTED);
  }

  private void interrupt(Stop reason) {
    stop = stop == Stop.OVERDUE ? stop : reason;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Checks whether the time is over. Returns true once, and interrupts the handler then. */
  synchronized boolean giveUp(long nowNanos) {
    if (stop == Stop.OVERDUE || nowNanos - limitNanos < 0) {
      return false;
    }
    giveUp();
    return true;
  }

  /** Declares the time over, regardless of the clock, and interrupts the handler. */
  synchronized void giveUp() {
    interrupt(Stop.OVERDUE);
  }

  synchronized boolean interrupted() {
    return stop != Stop.NONE;
  }

  synchronized boolean overdue() {
    return stop == Stop.OVERDUE;
  }

  /** Whether the handler still runs although its time is over: it ignores its interrupt. */
  synchronized boolean overrunning() {
    return overdue() && thread != null;
  }
}

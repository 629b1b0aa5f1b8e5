package dev.millrace.queue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer's hold on one delivery, from receipt to the last acknowledgement. Thread-safe.
 *
 * <p>The visibility is extended between {@link #beginExtension} and its end only, and {@link
 * #release} waits for that; so no extension lands after a back-off. All moments are readings of
 * {@link System#nanoTime}, which no change of the clock moves.
 */
public final class Hold {

  private static final Logger log = LoggerFactory.getLogger(Hold.class);

  private final Delivery delivery;
  private final long askedNanos;
  private final long visibilityNanos;
  private final long periodNanos;
  private final long giveUpNanos;
  private final AtomicBoolean beating = new AtomicBoolean();

  private boolean released;
  private boolean extending;
  private boolean overdue;
  private boolean gone;
  private boolean interrupted;
  private boolean settled;
  private long dueNanos;
  private long beatNanos;
  private long visibleNanos;
  private @Nullable Thread worker;
  private @Nullable Runnable beat;

  /**
   * @param askedNanos when the receive began. The queue hid the message between then and the
   *     answer: the next extension reckons with the earlier moment, the loss with the later one
   */
  Hold(Delivery delivery, long askedNanos, long answeredNanos, ConsumerSettings settings) {
    this(delivery, askedNanos, answeredNanos, settings, settings.longest());
  }

  /**
   * @param longest how long it may be worked on, in place of what the settings say
   */
  Hold(
      Delivery delivery,
      long askedNanos,
      long answeredNanos,
      ConsumerSettings settings,
      Duration longest) {
    this.delivery = delivery;
    this.askedNanos = askedNanos;
    this.visibilityNanos = settings.visibility().toNanos();
    this.periodNanos = settings.extensionPeriod().toNanos();
    this.giveUpNanos = answeredNanos + longest.toNanos();
    this.dueNanos = askedNanos + periodNanos;
    this.beatNanos = answeredNanos + periodNanos;
    this.visibleNanos = answeredNanos + visibilityNanos;
  }

  public Delivery delivery() {
    return delivery;
  }

  /**
   * Whether others may have the message now or soon: its visibility ran out, or it was worked on
   * for too long and is no longer extended.
   */
  public synchronized boolean lost() {
    return overdue || gone;
  }

  /**
   * How long it may still be worked on; none or less when the time is over.
   *
   * @param nowNanos as of {@link System#nanoTime}
   */
  public Duration left(long nowNanos) {
    return Duration.ofNanos(giveUpNanos - nowNanos);
  }

  /** Whether it is worked on although its time is over: the handler ignores its interrupt. */
  synchronized boolean overdue() {
    return overdue && worker != null;
  }

  /** Whether others may have the message now. */
  synchronized boolean gone() {
    return gone;
  }

  /**
   * Runs the beat three times per visibility while the message is worked on and not lost, on a
   * thread of its own and never twice at once. For a lease that must live as long as the message is
   * held.
   */
  public synchronized void onBeat(Runnable beat) {
    this.beat = beat;
  }

  /** The handler begins. From here to {@link #end}, an interrupt reaches it. */
  synchronized void begin(Thread thread) {
    worker = thread;
    if (interrupted) {
      thread.interrupt();
    }
  }

  synchronized void end() {
    worker = null;
    beat = null;
  }

  synchronized void interrupt() {
    interrupted = true;
    if (worker != null) {
      worker.interrupt();
    }
  }

  synchronized boolean interrupted() {
    return interrupted;
  }

  /** Whether the time for this message is over, said once. Its worker is interrupted then. */
  synchronized boolean giveUp(long nowNanos) {
    if (overdue || nowNanos - giveUpNanos < 0) {
      return false;
    }
    giveUp();
    return true;
  }

  /** The time for this message is over. Its worker is interrupted. */
  synchronized void giveUp() {
    overdue = true;
    interrupt();
  }

  /** Whether the visibility ran out unintended, said once. */
  synchronized boolean expire(long nowNanos) {
    if (gone || nowNanos - visibleNanos < 0) {
      return false;
    }
    gone = true;
    return !released;
  }

  synchronized boolean due(long nowNanos) {
    return held() && !extending && nowNanos - dueNanos >= 0;
  }

  private boolean held() {
    return !released && !overdue && !gone;
  }

  synchronized long dueNanos() {
    return dueNanos;
  }

  synchronized boolean beginExtension() {
    extending = held();
    return extending;
  }

  synchronized void extended(long extensionAskedNanos) {
    visibleNanos = extensionAskedNanos + visibilityNanos;
    endExtension(extensionAskedNanos + periodNanos);
  }

  /** It was not extended this time; to be tried again at that moment. */
  synchronized void endExtension(long nextNanos) {
    extending = false;
    dueNanos = nextNanos;
    notifyAll();
  }

  /** The queue says that the receipt is not valid any more. Says whether that is news. */
  synchronized boolean refuse() {
    boolean news = !gone && !settled;
    gone = true;
    endExtension(dueNanos);
    return news;
  }

  /** After this returns, the visibility is not extended any more. */
  synchronized void release() {
    released = true;
    boolean wasInterrupted = false;
    while (extending) {
      try {
        wait();
      } catch (InterruptedException _) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the hold. Says whether this is the first time. */
  synchronized boolean settle() {
    boolean first = !settled;
    settled = true;
    released = true;
    return first;
  }

  /** How long the message can still be hidden; SQS counts from its receipt. */
  Duration longestDelay(long nowNanos) {
    Duration age = Duration.ofNanos(nowNanos - askedNanos);
    Duration left = ConsumerSettings.LONGEST_HIDDEN.minusMinutes(1).minus(age);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Runs the beat if it is time, and the last one has ended. */
  void beatIfDue(long nowNanos) {
    Runnable due = beatDue(nowNanos);
    if (due != null && beating.compareAndSet(false, true)) {
      Thread.ofVirtual().name("beat-" + delivery.id()).start(() -> run(due));
    }
  }

  /** Whether a beat is under way. */
  boolean beating() {
    return beating.get();
  }

  private synchronized @Nullable Runnable beatDue(long nowNanos) {
    if (overdue || gone || nowNanos - beatNanos < 0) {
      return null;
    }
    beatNanos = nowNanos + periodNanos;
    return beat;
  }

  private void run(Runnable due) {
    try {
      due.run();
    } catch (RuntimeException e) {
      log.warn("the beat of {} failed, again with the next one", delivery, e);
    } finally {
      beating.set(false);
    }
  }
}

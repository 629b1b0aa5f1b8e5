package dev.millrace.queue;

import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A message in hand, from its receipt until its acknowledgement is confirmed. It tells the handler
 * how much time is left and whether other consumers may have received the message. Thread-safe.
 */
public final class MessageContext {

  private final Delivery delivery;
  private final Visibility visibility;
  private final Work work;
  private final Beat beat;
  private final AtomicBoolean settled = new AtomicBoolean();

  /**
   * @param askedNanos when the receive began
   * @param answeredNanos when its response came
   */
  MessageContext(
      Delivery delivery, long askedNanos, long answeredNanos, ConsumerSettings settings) {
    this(delivery, askedNanos, answeredNanos, settings, settings.longest());
  }

  /**
   * @param longest how long the message may be worked on, in place of what the settings say
   */
  MessageContext(
      Delivery delivery,
      long askedNanos,
      long answeredNanos,
      ConsumerSettings settings,
      Duration longest) {
    long periodNanos = settings.extensionPeriod().toNanos();
    this.delivery = delivery;
    this.visibility = new Visibility(askedNanos, answeredNanos, settings);
    this.work = new Work(answeredNanos + longest.toNanos());
    this.beat = new Beat(delivery, answeredNanos + periodNanos, periodNanos);
  }

  public Delivery delivery() {
    return delivery;
  }

  /**
   * Whether other consumers may receive the message now or soon: its visibility ran out, or it was
   * worked on for too long and is no longer extended.
   */
  public boolean lost() {
    return work.overdue() || visibility.lost();
  }

  /**
   * How long the message may still be worked on; zero or negative when the time is over.
   *
   * @param nowNanos as of {@link System#nanoTime}
   */
  public Duration left(long nowNanos) {
    return work.left(nowNanos);
  }

  /**
   * Runs the task three times per visibility while the handler runs and the message is not lost, on
   * a thread of its own and never twice at once. For a lease that must live as long as the message
   * is worked on.
   */
  public void onBeat(Runnable task) {
    beat.begin(task);
  }

  Visibility visibility() {
    return visibility;
  }

  Work work() {
    return work;
  }

  /** Whether a beat runs at the moment. */
  boolean beating() {
    return beat.running();
  }

  void beatIfDue(long nowNanos) {
    if (!lost()) {
      beat.runIfDue(nowNanos);
    }
  }

  /** The handler begins on this thread. */
  void begin(Thread handler) {
    work.begin(handler);
  }

  /** The handler has returned. */
  void end() {
    work.end();
    beat.end();
  }

  /** Ends the time in hand. Returns true the first time. */
  boolean settle() {
    visibility.drop();
    return settled.compareAndSet(false, true);
  }

  @Override
  public String toString() {
    return delivery.toString();
  }
}

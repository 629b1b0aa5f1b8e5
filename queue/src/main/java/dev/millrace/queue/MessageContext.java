package dev.millrace.queue;

import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A message in processing, from its receipt until its acknowledgement is confirmed. It shows the
 * handler how much time is left and whether other consumers may have received the message.
 * Thread-safe.
 */
public final class MessageContext {

  private final Delivery delivery;
  private final Visibility visibility;
  private final Work work;
  private final Beat beat;
  private final AtomicBoolean settled = new AtomicBoolean();
  private final AtomicReference<@Nullable Runnable> permit = new AtomicReference<>();

  /**
   * @param askedNanos when the receive began
   * @param answeredNanos when the response arrived
   */
  MessageContext(
      Delivery delivery, long askedNanos, long answeredNanos, ConsumerSettings settings) {
    this(delivery, askedNanos, answeredNanos, settings, settings.longest());
  }

  /**
   * @param longest the time limit of the message, instead of the one in the settings
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
   * Whether other consumers may receive the message now or soon: its visibility expired, or its
   * time limit is over and it is no longer extended.
   */
  public boolean lost() {
    return work.overdue() || visibility.lost();
  }

  /**
   * The remaining time for the message; zero or negative when it is over.
   *
   * @param nowNanos as of {@link System#nanoTime}
   */
  public Duration left(long nowNanos) {
    return work.left(nowNanos);
  }

  /**
   * Runs the task three times per visibility while the handler runs and the message is not lost, on
   * a thread of its own and never twice at once. For a lease that must last as long as the message
   * is processed.
   */
  public void onBeat(Runnable task) {
    beat.begin(task);
  }

  /**
   * Gives the permit back before the handler returns, so that the handler of another message
   * begins. For handlers whose last step waits, and whose work until then is what permits are to
   * bound. While many messages are in that step, the consumer receives no more. Has no effect the
   * second time, and on Lambda.
   */
  public void returnPermit() {
    @Nullable Runnable giveBack = permit.getAndSet(null);
    if (giveBack != null) {
      giveBack.run();
    }
  }

  /** The message has a permit until {@link #returnPermit}, which runs the task. */
  void permitted(Runnable giveBack) {
    permit.set(giveBack);
  }

  Visibility visibility() {
    return visibility;
  }

  Work work() {
    return work;
  }

  /** Whether a beat is running. */
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

  /** Ends the processing of the message. Returns true the first time. */
  boolean settle() {
    visibility.drop();
    return settled.compareAndSet(false, true);
  }

  @Override
  public String toString() {
    return delivery.toString();
  }
}

package dev.millrace.queue;

import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the messages of a consumer, with three bounds that do not wait for each other.
 * Thread-safe.
 *
 * <ul>
 *   <li><i>Permits</i> bound the handlers that run. A message takes one when its handler begins and
 *       releases it when the handler returns.
 *   <li><i>Receives</i> run ahead of the permits by at most ten messages per poller, and by no more
 *       than will probably begin within a second: messages that wait longer here could be handled
 *       by another consumer.
 *   <li><i>Acknowledgements</i> that are not confirmed yet have a ceiling. While it is reached,
 *       receives pause.
 * </ul>
 */
final class Bounds {

  /** A message that is received ahead should not wait longer than this for its permit. */
  private static final Duration AHEAD = Duration.ofSeconds(1);

  private final int permits;
  private final int mostAhead;
  private final int mostAcknowledgements;
  private final BooleanSupplier open;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition ending = lock.newCondition();
  private final Deque<MessageContext> waiting = new ArrayDeque<>();
  private final Pace pace = new Pace();

  /** Messages that receives in progress may return. */
  private int asked;

  /** Messages that were received and are not settled. */
  private int inHand;

  /** Messages with a permit. */
  private int running;

  private boolean closed;

  /**
   * @param open called before each receive; must be fast
   */
  Bounds(ConsumerSettings settings, BooleanSupplier open) {
    this.permits = settings.permits();
    this.mostAhead = settings.ahead();
    this.mostAcknowledgements = settings.acknowledgements();
    this.open = open;
  }

  /**
   * Reserves the room for a receive. It never waits for room for ten messages while a permit is
   * free; while none is, a smaller receive would gain nothing.
   *
   * @param patience how long to wait for room, and for the end of a pause
   * @return the number of messages, from 1 to 10; 0 when there is no room, receives are paused, or
   *     this is closed
   */
  int ask(Duration patience) throws InterruptedException {
    if (!awaitRoom(patience)) {
      return 0;
    }
    if (paused()) {
      rest(patience);
      return 0;
    }
    lock.lock();
    try {
      int most = mayAsk() ? Math.min(SqsQueue.BATCH, free() + ahead()) : 0;
      asked += most;
      signalRoom();
      return most;
    } finally {
      lock.unlock();
    }
  }

  private boolean awaitRoom(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (!closed && !mayAsk() && left > 0) {
        left = room.awaitNanos(left);
      }
      return mayAsk();
    } finally {
      lock.unlock();
    }
  }

  private boolean mayAsk() {
    if (closed || acknowledging() >= mostAcknowledgements) {
      return false;
    }
    int ahead = ahead();
    return free() > 0 || (ahead > 0 && free() + ahead >= Math.min(SqsQueue.BATCH, ahead));
  }

  /** Permits that are not reserved for a message or a receive; negative when receives run ahead. */
  private int free() {
    return permits - running - waiting.size() - asked;
  }

  private int ahead() {
    return Math.min(mostAhead, pace.endingWithin(AHEAD, permits));
  }

  private int acknowledging() {
    return inHand - running - waiting.size();
  }

  private void signalRoom() {
    if (mayAsk()) {
      room.signal();
    }
    if (inHand == 0 && asked == 0) {
      ending.signalAll();
    }
  }

  /** Whether there is room for another receive now. */
  boolean hasRoom() {
    lock.lock();
    try {
      return mayAsk();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Registers received messages.
   *
   * @return those that got a permit; the others wait for theirs
   */
  List<MessageContext> received(List<MessageContext> messages) {
    lock.lock();
    try {
      inHand += messages.size();
      waiting.addAll(messages);
      List<MessageContext> begun = new ArrayList<>();
      while (running < permits && !waiting.isEmpty()) {
        begun.add(waiting.remove());
        running++;
      }
      return begun;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a receive, after its messages are registered. */
  void answered(int most) {
    lock.lock();
    try {
      asked -= most;
      signalRoom();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes back the permit of a handler that returned.
   *
   * @param nanos how long it ran
   * @return the message that gets the permit, which has waited longest
   */
  @Nullable MessageContext returned(long nanos) {
    lock.lock();
    try {
      pace.add(nanos);
      @Nullable MessageContext next = waiting.poll();
      running -= next == null ? 1 : 0;
      signalRoom();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** A message is settled. */
  void settled() {
    lock.lock();
    try {
      inHand--;
      signalRoom();
    } finally {
      lock.unlock();
    }
  }

  /** Removes the messages that wait for a permit, to hand them back without handling them. */
  List<MessageContext> drain() {
    lock.lock();
    try {
      List<MessageContext> drained = List.copyOf(waiting);
      waiting.clear();
      return drained;
    } finally {
      lock.unlock();
    }
  }

  /** Whether more acknowledgements can come, in addition to the unconfirmed ones. */
  boolean moreToAcknowledge() {
    lock.lock();
    try {
      boolean receiving = !closed && acknowledging() < mostAcknowledgements;
      return receiving || running > 0 || !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** A consistent snapshot of the numbers. */
  record Load(int freePermits, int running, int waiting, int acknowledging) {}

  Load load() {
    lock.lock();
    try {
      return new Load(permits - running, running, waiting.size(), acknowledging());
    } finally {
      lock.unlock();
    }
  }

  /** Ends all receiving. */
  void close() {
    lock.lock();
    try {
      closed = true;
      room.signalAll();
      ending.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether receives are paused. */
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

  /** Waits for the given time, or until this is closed. */
  void rest(Duration time) throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!closed && left > 0) {
        left = ending.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until no message is in processing and no receive is in progress. Returns whether that is
   * the case.
   */
  boolean awaitNone(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while ((inHand > 0 || asked > 0) && left > 0) {
        left = ending.awaitNanos(left);
      }
      return inHand == 0 && asked == 0;
    } finally {
      lock.unlock();
    }
  }
}

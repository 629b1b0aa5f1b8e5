package dev.millrace.queue;

import dev.millrace.queue.share.Shares;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Three bounds for the messages of a consumer that do not wait for each other. Thread-safe.
 *
 * <ul>
 *   <li><i>Permits</i> bound the handlers that run. {@link Shares} hands one to a message when its
 *       handler begins, and takes it back when the handler returns or gives it back earlier.
 *   <li><i>Receives</i> run ahead of the permits by at most ten messages per poller, and by no more
 *       than will probably begin within a second: messages that wait longer here could be handled
 *       by another consumer.
 *   <li><i>Endings</i> have a ceiling: messages whose permit is back and whose acknowledgement is
 *       not confirmed yet. While it is reached, receives pause.
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
  private final Shares<MessageContext> shares;

  /** Messages that receives in progress may return. */
  private int asked;

  /** Messages that were received and are not settled. */
  private int inHand;

  private boolean closed;

  /**
   * @param open called before each receive; must be fast
   * @param key of a message, for sharing permits; empty for a message that needs no limit
   */
  Bounds(
      ConsumerSettings settings,
      BooleanSupplier open,
      Function<Delivery, String> key,
      LongSupplier nanoTime) {
    this.shares = new Shares<>(settings.permits(), MessageContext::delivery, key, AHEAD, nanoTime);
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
      // While a key cannot have the free permits, a receive looks further, for other keys.
      int room = free() + (shares.stuck() ? mostAhead - shares.blocked() : ahead());
      int most = mayAsk() ? Math.min(SqsQueue.BATCH, room) : 0;
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
    if (closed || acknowledging() >= mostAcknowledgements || shares.resting()) {
      return false;
    }
    int ahead = ahead();
    return free() > 0 || (ahead > 0 && free() + ahead >= Math.min(SqsQueue.BATCH, ahead));
  }

  /** Permits that are not reserved for a message or a receive; negative when receives run ahead. */
  private int free() {
    return permits - shares.running() - (shares.waiting() - shares.blocked()) - asked;
  }

  private int ahead() {
    return Math.min(mostAhead, shares.endingWithin(AHEAD, permits));
  }

  private int acknowledging() {
    return inHand - shares.running() - shares.waiting();
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

  /** Registers received messages. */
  Shares.Received<MessageContext> received(List<MessageContext> messages) {
    lock.lock();
    try {
      inHand += messages.size();
      return shares.received(messages);
    } finally {
      lock.unlock();
    }
  }

  /** Removes waiting messages that would wait long although a permit is free, to return them. */
  List<MessageContext> takeStuck() {
    lock.lock();
    try {
      return shares.takeStuck();
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
   * Takes back the permit of a message.
   *
   * @param nanos how long its handler held it
   * @return the message that gets the permit
   */
  @Nullable MessageContext returned(MessageContext message, long nanos) {
    lock.lock();
    try {
      @Nullable MessageContext next = shares.returned(message, nanos);
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
      return shares.drain();
    } finally {
      lock.unlock();
    }
  }

  /** Whether more acknowledgements can come, in addition to the unconfirmed ones. */
  boolean moreToAcknowledge() {
    lock.lock();
    try {
      boolean receiving = !closed && acknowledging() < mostAcknowledgements;
      return receiving || shares.running() > 0 || shares.waiting() > 0;
    } finally {
      lock.unlock();
    }
  }

  /** A consistent snapshot of the numbers. */
  record Load(int freePermits, int running, int waiting, int acknowledging) {}

  Load load() {
    lock.lock();
    try {
      return new Load(
          permits - shares.running(), shares.running(), shares.waiting(), acknowledging());
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

package dev.millrace.queue.sqs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes items on in batches, with a few calls at once. A batch is full with ten items, or when no
 * more can come; otherwise it lingers for a moment after its first item. Temporarily refused items
 * are retried one by one. Thread-safe.
 *
 * @param <T> an item; the caller bounds how many can wait here
 */
public final class Batches<T> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Batches.class);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), Backoff.Jitter.HALF);
  private static final int LEAST_TRIES = 3;

  private final Duration linger;
  private final Function<List<T>, Map<Integer, Refusal>> call;
  private final BooleanSupplier more;
  private final Predicate<T> worthwhile;
  private final BiConsumer<T, Boolean> ended;
  private final Semaphore calls;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final Deque<T> waiting = new ArrayDeque<>();
  private final Thread loop;
  private volatile boolean closed;

  /**
   * @param linger how long a batch waits to fill up
   * @param call passes a batch on and returns the refused items, by index; never throws
   * @param more whether more items can come, in addition to the added ones that have not ended
   * @param worthwhile whether to keep trying an item that was refused a few times
   * @param ended called once for each item, with whether it was passed on
   */
  public Batches(
      String name,
      Duration linger,
      int callsAtOnce,
      Function<List<T>, Map<Integer, Refusal>> call,
      BooleanSupplier more,
      Predicate<T> worthwhile,
      BiConsumer<T, Boolean> ended) {
    this.linger = linger;
    this.call = call;
    this.more = more;
    this.worthwhile = worthwhile;
    this.ended = ended;
    this.calls = new Semaphore(callsAtOnce);
    this.loop = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  public void start() {
    loop.start();
  }

  /** Whether the loop has not ended. */
  public boolean running() {
    return loop.getState() != Thread.State.TERMINATED;
  }

  public void add(T item) {
    lock.lock();
    try {
      waiting.add(item);
      if (waiting.size() == 1 || full()) {
        added.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean full() {
    return waiting.size() >= SqsQueue.BATCH || !more.getAsBoolean();
  }

  private void run() {
    while (!closed) {
      try {
        passNext();
      } catch (Throwable e) { // this loop must not end before the consumer does
        if (!closed) {
          log.error("loop {} failed; continuing", loop.getName(), e);
        }
      }
    }
  }

  private void passNext() throws InterruptedException {
    awaitFirst();
    calls.acquire(); // not earlier: single retries need permits as well
    List<T> batch = List.of();
    try {
      batch = take();
      List<T> taken = batch;
      Thread.ofVirtual().name(loop.getName() + "-batch").start(() -> pass(taken));
    } catch (Throwable e) {
      calls.release();
      batch.forEach(item -> ended.accept(item, false));
      throw e;
    }
  }

  private void awaitFirst() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty()) {
        added.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** From one to ten items, in order of arrival. */
  private List<T> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      linger();
      List<T> batch = new ArrayList<>(SqsQueue.BATCH);
      while (!waiting.isEmpty() && batch.size() < SqsQueue.BATCH) {
        batch.add(waiting.remove());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void linger() throws InterruptedException {
    long left = linger.toNanos();
    while (left > 0 && !full()) {
      left = added.awaitNanos(left);
    }
  }

  /** The caller has acquired a permit for the call. */
  private void pass(List<T> batch) {
    Map<Integer, Refusal> refusals;
    try {
      refusals = call.apply(batch);
    } finally {
      calls.release();
    }
    for (int i = 0; i < batch.size(); i++) {
      T item = batch.get(i);
      @Nullable Refusal refusal = refusals.get(i);
      if (refusal == null) {
        ended.accept(item, true);
      } else {
        startSingly(item, refusal);
      }
    }
  }

  private void startSingly(T item, Refusal refusal) {
    try {
      Thread.ofVirtual().name(loop.getName() + "-single").start(() -> passSingly(item, refusal));
    } catch (Throwable e) {
      log.error(
          "could not start a thread to retry {}; it will be redelivered: {}",
          item,
          refusal.reason(),
          e);
      ended.accept(item, false);
    }
  }

  private void passSingly(T item, Refusal refusal) {
    boolean passed = false;
    try {
      passed = triedAgain(item, refusal);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      ended.accept(item, passed);
    }
  }

  private boolean triedAgain(T item, Refusal first) throws InterruptedException {
    Refusal last = first;
    for (int tries = 1; !last.lasting(); tries++) {
      if (closed || (tries >= LEAST_TRIES && !worthwhile.test(item))) {
        break;
      }
      Thread.sleep(BACKOFF.after(tries));
      @Nullable Refusal refusal = trySingly(item);
      if (refusal == null || refusal.lasting()) {
        // an invalid receipt means that an earlier call took effect although its response was lost
        return true;
      }
      last = refusal;
    }
    log.warn("loop {}: no more retries for {}: {}", loop.getName(), item, last.reason());
    return false;
  }

  private @Nullable Refusal trySingly(T item) throws InterruptedException {
    calls.acquire();
    try {
      return call.apply(List.of(item)).get(0);
    } finally {
      calls.release();
    }
  }

  @Override
  public void close() {
    closed = true;
    loop.interrupt();
  }
}

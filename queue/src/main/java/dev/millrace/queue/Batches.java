package dev.millrace.queue;

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
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes items on, ten in a call, or what there is 20 ms after the first (sooner when almost full),
 * with a few calls at once. What a call refused for now is tried again singly. Thread-safe.
 *
 * @param <T> an item; what can wait here is bounded by the permits that its items hold
 */
final class Batches<T> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Batches.class);
  private static final Duration LINGER = Duration.ofMillis(20);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final int LEAST_TRIES = 3;

  private final Function<List<T>, Map<Integer, Refusal>> call;
  private final Predicate<T> worthwhile;
  private final BiConsumer<T, Boolean> ended;
  private final Semaphore calls;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final Deque<T> waiting = new ArrayDeque<>();
  private final Thread loop;
  private volatile boolean closed;

  /**
   * @param call passes a batch on and answers with what was refused, by index; never throws
   * @param worthwhile whether to go on trying with an item that was refused a few times
   * @param ended told once for each item, with whether it was passed on
   */
  Batches(
      String name,
      int callsAtOnce,
      Function<List<T>, Map<Integer, Refusal>> call,
      Predicate<T> worthwhile,
      BiConsumer<T, Boolean> ended) {
    this.call = call;
    this.worthwhile = worthwhile;
    this.ended = ended;
    this.calls = new Semaphore(callsAtOnce);
    this.loop = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  void start() {
    loop.start();
  }

  /** Whether the loop has not ended. */
  boolean running() {
    return loop.getState() != Thread.State.TERMINATED;
  }

  void add(T item) {
    lock.lock();
    try {
      waiting.add(item);
      if (waiting.size() == 1 || Linger.almost(SqsQueue.BATCH - waiting.size())) {
        added.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (!closed) {
      try {
        passNext();
      } catch (Throwable e) { // this loop must not end before the consumer does
        if (!closed) {
          log.error("{} stumbled and goes on", loop.getName(), e);
        }
      }
    }
  }

  private void passNext() throws InterruptedException {
    awaitFirst();
    calls.acquire(); // not before: what is tried again singly needs them as well
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

  /** From one to ten items, in the order in which they came. */
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
    long begun = System.nanoTime();
    long left = 1;
    while (waiting.size() < SqsQueue.BATCH && left > 0) {
      int missing = SqsQueue.BATCH - waiting.size();
      left = Linger.of(LINGER, missing) - (System.nanoTime() - begun);
      added.awaitNanos(left);
    }
  }

  /** Comes with a permit for the call. */
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
      log.error("no thread to try {} again, it comes again: {}", item, refusal.reason(), e);
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
      pause(tries);
      @Nullable Refusal refusal = trySingly(item);
      if (refusal == null || refusal.lasting()) {
        // not valid any more means that an earlier call was heard although its answer was not
        return true;
      }
      last = refusal;
    }
    log.warn("{} given up for {}: {}", loop.getName(), item, last.reason());
    return false;
  }

  private static void pause(int tries) throws InterruptedException {
    Duration pause = FIRST_PAUSE.multipliedBy(tries);
    Thread.sleep(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
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

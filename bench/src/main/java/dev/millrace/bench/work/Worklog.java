package dev.millrace.bench.work;

import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/**
 * The handler of every contender: does the task and notes the times. Times are microseconds since
 * the log was made, 0 where nothing happened yet. Thread-safe.
 */
public final class Worklog {

  private final InstantSource clock;
  private final long begunMicros;
  private final AtomicLongArray queued;
  private final AtomicLongArray finished;
  private final AtomicInteger deliveries = new AtomicInteger();
  private final CountDownLatch slowBegun = new CountDownLatch(1);
  private final CountDownLatch anyBegun = new CountDownLatch(1);
  private final CountDownLatch cut = new CountDownLatch(1);

  /**
   * @param tasks their number; all task numbers are below it
   */
  public Worklog(int tasks, InstantSource clock) {
    this.clock = clock;
    this.begunMicros = Task.micros(clock.instant());
    this.queued = new AtomicLongArray(tasks);
    this.finished = new AtomicLongArray(tasks);
  }

  /** Does the requested work. */
  public void handle(String body) throws InterruptedException {
    long now = Task.micros(clock.instant());
    Task task = Task.of(body);
    deliveries.incrementAndGet();
    queued.compareAndSet(
        task.number(), 0, Math.max(1, now - Math.max(task.sentMicros(), begunMicros)));
    anyBegun.countDown();
    if (task.slow()) {
      slowBegun.countDown();
      cut.await(task.workMillis(), TimeUnit.MILLISECONDS);
    } else if (task.workMillis() > 0) {
      Thread.sleep(task.workMillis());
    }
    finished.compareAndSet(task.number(), 0, Math.max(1, nowMicros()));
  }

  private long nowMicros() {
    return Task.micros(clock.instant()) - begunMicros;
  }

  /**
   * Waits for the slow task, or any if there is no slow one, to begin; then for the given time; and
   * releases the slow one.
   *
   * @return tasks finished per second in that time
   * @throws IllegalStateException when nothing began within half a minute
   */
  public double window(boolean slow, long millis) throws InterruptedException {
    if (!(slow ? slowBegun : anyBegun).await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no task began within 30 s");
    }
    long from = nowMicros();
    Thread.sleep(millis);
    long to = nowMicros();
    cut.countDown();
    long done = micros(finished).filter(at -> at > from && at <= to).count();
    return done * 1e6 / (to - from);
  }

  /** Tasks finished, each counted once. */
  public int finished() {
    return (int) micros(finished).count();
  }

  /** The number of started tasks, repeated deliveries included. */
  public int deliveries() {
    return deliveries.get();
  }

  /** From the log's beginning to the last task finished, in seconds. */
  public double seconds() {
    return micros(finished).max().orElse(0) / 1e6;
  }

  /**
   * Milliseconds from when a task was available (sent, and the log begun) to when its handler
   * began, at the given share of all tasks.
   */
  public double queuedMillis(double share) {
    long[] sorted = micros(queued).sorted().toArray();
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e3;
  }

  private static LongStream micros(AtomicLongArray times) {
    return LongStream.range(0, times.length()).map(i -> times.get((int) i)).filter(at -> at > 0);
  }
}

package dev.millrace.cli.terminal;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends work in order when this process is asked to end (Ctrl-C, SIGTERM): interrupts its thread,
 * and the JVM waits, for a limited time, until the work has released its resources.
 */
public final class OrderlyStop {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private OrderlyStop() {}

  /**
   * Runs the work on this thread.
   *
   * @throws InterruptedException when the process was asked to end before the work finished
   */
  public static <T> T around(Callable<T> work) throws Exception {
    Thread worker = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> interrupt(worker, ended), "orderly stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.call();
    } catch (Exception e) {
      // Interrupted code reports it by exceptions of its own.
      throw hook.getState() == Thread.State.NEW ? e : new InterruptedException("interrupted");
    } finally {
      ended.countDown();
      remove(hook);
    }
  }

  private static void interrupt(Thread worker, CountDownLatch ended) {
    worker.interrupt();
    try {
      ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // the process is ending already
    }
  }
}

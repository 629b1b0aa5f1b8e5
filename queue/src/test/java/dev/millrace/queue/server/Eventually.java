package dev.millrace.queue.server;

import java.time.Duration;
import org.assertj.core.api.Assertions;

/** Waits for what other threads bring about. */
public final class Eventually {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Eventually() {}

  /** A check that passes in the end; earlier exceptions are ignored. */
  @FunctionalInterface
  public interface Check {
    void run() throws Exception;
  }

  /** Repeats the check until it passes, and fails as it does when that takes too long. */
  public static void eventually(Check check) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        check.run();
        return;
      } catch (AssertionError | Exception e) {
        if (System.nanoTime() - end >= 0) {
          Assertions.fail("not within " + PATIENCE, e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting", e);
    }
  }
}

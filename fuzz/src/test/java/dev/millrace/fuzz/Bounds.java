package dev.millrace.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.assertj.core.api.Assertions;

/** What an input of a few kilobytes may cost, whatever it contains. */
public final class Bounds {

  private static final long MOST_CPU_NANOS = 5_000_000_000L;
  private static final long MOST_BYTES = 256L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Work on one input. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  private Bounds() {}

  /**
   * Runs the work and fails if it took more than five seconds of this thread's CPU or 256 MB. The
   * first run may load and instrument classes, so a second one decides.
   */
  public static void keep(Work work) throws Exception {
    if (!Cost.of(work).isSmall()) {
      Assertions.assertThat(Cost.of(work)).matches(Cost::isSmall, "costs little");
    }
  }

  private record Cost(long cpuNanos, long bytes) {

    static Cost of(Work work) throws Exception {
      long cpu = THREADS.getCurrentThreadCpuTime();
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      work.run();
      return new Cost(
          THREADS.getCurrentThreadCpuTime() - cpu,
          THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }

    boolean isSmall() {
      return cpuNanos < MOST_CPU_NANOS && bytes < MOST_BYTES;
    }
  }

  /** Fails unless the message is one line that a terminal shows as it is. */
  public static void isOneLine(Throwable refusal) {
    String message = String.valueOf(refusal.getMessage());
    Assertions.assertThat(message.chars().noneMatch(Character::isISOControl))
        .as("a message without controls: %s", message)
        .isTrue();
    Assertions.assertThat(message).isNotBlank().hasSizeLessThan(8_000);
  }
}

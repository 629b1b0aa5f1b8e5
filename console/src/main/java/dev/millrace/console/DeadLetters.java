package dev.millrace.console;

import dev.millrace.operator.problem.ProblemSearch;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters, read once a minute at most however many pages are open: reading hides them from
 * the commands for a moment. Thread-safe.
 */
final class DeadLetters {

  private static final Duration KEPT = Duration.ofMinutes(1);

  private final ProblemSearch search;
  private final LongSupplier nanoTime;
  private ProblemSearch.@Nullable DeadLetters read;
  private long readAt;

  DeadLetters(ProblemSearch search, LongSupplier nanoTime) {
    this.search = search;
    this.nanoTime = nanoTime;
  }

  /** Those of up to a minute ago. */
  synchronized ProblemSearch.DeadLetters get() throws InterruptedException {
    long now = nanoTime.getAsLong();
    ProblemSearch.DeadLetters known = read;
    if (known == null || now - readAt > KEPT.toNanos()) {
      known = search.deadLetters();
      read = known;
      readAt = now;
    }
    return known;
  }

  /** The next request reads them again. */
  synchronized void forget() {
    read = null;
  }
}

package dev.millrace.worker.source;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The source does not answer, or not now: not the slice's fault. Trying again later helps, or for a
 * wrong key, once somebody has changed it.
 */
public final class SourceAwayException extends RuntimeException {

  private final @Nullable Duration retryAfter;

  public SourceAwayException(String message, @Nullable Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  /** The message ends with what went wrong. */
  public SourceAwayException(String message, IOException cause) {
    super(message + ": " + root(cause), cause);
    this.retryAfter = null;
  }

  /** The client of the JDK often says no more than "closed", and the reason one level below. */
  private static String root(Throwable failure) {
    Throwable root = failure;
    for (Throwable next = failure; next != null; next = next.getCause()) {
      root = next;
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  /** How long the source asked us to wait; empty when it did not say. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}

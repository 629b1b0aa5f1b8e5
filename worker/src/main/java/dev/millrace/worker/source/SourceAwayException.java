package dev.millrace.worker.source;

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

  public SourceAwayException(String message, Throwable cause) {
    super(message, cause);
    this.retryAfter = null;
  }

  /** How long the source asked us to wait; empty when it did not say. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}

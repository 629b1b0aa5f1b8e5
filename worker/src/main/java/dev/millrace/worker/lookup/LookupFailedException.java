package dev.millrace.worker.lookup;

import java.time.Duration;

/** A lookup is unavailable; a later retry helps. */
public final class LookupFailedException extends RuntimeException {

  private final Duration retryAfter;

  LookupFailedException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  LookupFailedException(String message, Duration retryAfter, Throwable cause) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  /** How long to wait before asking again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}

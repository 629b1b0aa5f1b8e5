package dev.millrace.worker.source;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The source does not answer, or not now. Trying again later helps, or for a wrong key, once
 * somebody has changed it; unless the source answers everything else.
 */
public final class SourceUnavailableException extends RuntimeException {

  /** What the source does. */
  public enum Kind {
    /** It asks everybody to wait (429). */
    ASKS_TO_WAIT,
    /** It does not know the key. */
    REFUSES_KEY,
    /** It is not asked, since it has failed too often or was asked too much. */
    THROTTLED,
    /** It fails, is not there, or breaks off. */
    FAILS,
    /** A gateway before it gave up waiting, twice: what was asked for may be too large. */
    TOO_SLOW
  }

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  public SourceUnavailableException(Kind kind, String message, @Nullable Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /** The message ends with what went wrong. */
  public SourceUnavailableException(Kind kind, String message, IOException cause) {
    super(message + ": " + root(cause), cause);
    this.kind = kind;
    this.retryAfter = null;
  }

  public Kind kind() {
    return kind;
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

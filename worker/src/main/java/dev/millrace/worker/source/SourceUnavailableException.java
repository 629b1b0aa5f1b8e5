package dev.millrace.worker.source;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The source is unavailable, at least for this slice. A later retry helps or, for a wrong key, a
 * retry after the key is corrected; unless the source answers other slices.
 */
public final class SourceUnavailableException extends RuntimeException {

  /** The way in which the source is unavailable. */
  public enum Kind {
    /** It asks all workers to wait (429). */
    ASKS_TO_WAIT,
    /** It rejects the key. */
    REFUSES_KEY,
    /** No request was sent: the circuit is open, or the rate limit is reached. */
    THROTTLED,
    /** It fails, is unreachable, or its answer is cut off. */
    FAILS,
    /** Its gateway timed out twice: the slice may be too large. */
    TOO_SLOW,
    /** It has more documents of the window than it gives. */
    TOO_MANY,
    /** It has no file of that time, and may still get one. */
    NO_FILE_YET,
    /** It has no file of a time that is older than all ages of the type's rechecks. */
    NO_FILE;

    /** Whether it answers, though not with the documents. */
    public boolean answers() {
      return this == TOO_MANY || this == NO_FILE_YET || this == NO_FILE;
    }
  }

  private final Kind kind;
  private final @Nullable Duration retryAfter;
  private final int pages;

  public SourceUnavailableException(Kind kind, String message, @Nullable Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
    this.pages = 0;
  }

  private SourceUnavailableException(SourceUnavailableException same, int pages) {
    super(
        "after %d %s of the window: %s"
            .formatted(pages, pages == 1 ? "page" : "pages", same.getMessage()),
        same);
    this.kind = same.kind;
    this.retryAfter = same.retryAfter;
    this.pages = pages;
  }

  /** The reason ends the message. */
  public SourceUnavailableException(Kind kind, String message, IOException cause) {
    super(message + ": " + FailureReason.of(cause), cause);
    this.kind = kind;
    this.retryAfter = null;
    this.pages = 0;
  }

  /**
   * The same for a source that allowed only some of the requests of a window: its quota or rate was
   * used up in the middle.
   *
   * @param read the pages with documents before, at least 1
   */
  public SourceUnavailableException after(int read) {
    return new SourceUnavailableException(this, read);
  }

  /** The pages with documents that were read before the source asked to wait; 0 for other kinds. */
  public int pages() {
    return pages;
  }

  public Kind kind() {
    return kind;
  }

  /** How long the source asked to wait; empty when it did not say. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}

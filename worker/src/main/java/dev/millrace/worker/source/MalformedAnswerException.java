package dev.millrace.worker.source;

import java.io.IOException;

/**
 * An answer of the document API that is not one complete JSON array. The documents before the error
 * are valid.
 */
public final class MalformedAnswerException extends IOException {

  private final boolean cutOff;
  private final long at;
  private final long documents;

  public MalformedAnswerException(String problem, boolean cutOff, long at, long documents) {
    super(
        "the answer is not one complete JSON array: %s at byte %d after %d documents"
            .formatted(problem, at, documents));
    this.cutOff = cutOff;
    this.at = at;
    this.documents = documents;
  }

  /** Whether the answer is only cut off, so that a retry may return the rest. */
  public boolean cutOff() {
    return cutOff;
  }

  /** The byte of the answer where reading stopped, counted from 0. */
  public long at() {
    return at;
  }

  /** The number of documents before the error. */
  public long documents() {
    return documents;
  }
}

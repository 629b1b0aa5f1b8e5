package dev.millrace.worker.source;

import java.io.IOException;

/**
 * An answer of the document API that is not one whole JSON array. What was read before it is sound.
 */
public final class MalformedAnswerException extends IOException {

  private final boolean cutOff;
  private final long at;
  private final long documents;

  MalformedAnswerException(String problem, boolean cutOff, long at, long documents) {
    super(
        "the answer is not one whole JSON array: %s at byte %d after %d documents"
            .formatted(problem, at, documents));
    this.cutOff = cutOff;
    this.at = at;
    this.documents = documents;
  }

  /** Whether it only ends too soon, so that asking again may well bring the rest. */
  public boolean cutOff() {
    return cutOff;
  }

  /** The byte of the answer where reading stopped, counted from 0. */
  public long at() {
    return at;
  }

  /** How many documents came before it. */
  public long documents() {
    return documents;
  }
}

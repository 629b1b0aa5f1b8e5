package dev.millrace.worker.source;

import java.io.IOException;

/** The documents of a window, one after another, as the bytes they came in. Not thread-safe. */
public interface DocumentCursor extends AutoCloseable {

  /**
   * Moves to the next document; false after the last one, if the answer is complete.
   *
   * @throws MalformedAnswerException if the answer is not a complete list of documents
   * @throws IOException if it cannot be read
   */
  boolean next() throws IOException;

  /** The bytes that hold the document, valid until {@link #next} is called again. */
  byte[] buffer();

  /** Where the document begins in {@link #buffer}. */
  int offset();

  /** The number of bytes in {@link #buffer} of the document, or of the head of an oversized one. */
  int length();

  /** Whether the document is above the size limit, so that only its head is buffered. */
  boolean oversized();

  /** The full size of the document, even of an oversized one. */
  long documentBytes();

  /** Whether the moment of the document lies outside of the window, so that it is not stored. */
  default boolean outside() {
    return false;
  }

  /** The number of documents returned so far. */
  long documents();

  @Override
  void close() throws IOException;
}

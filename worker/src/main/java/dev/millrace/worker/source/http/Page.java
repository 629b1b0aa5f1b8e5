package dev.millrace.worker.source.http;

import java.io.IOException;
import java.net.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** The documents of one answer, one after another, and what stands around them. */
sealed interface Page extends AutoCloseable permits JsonPage, LinesPage {

  HttpHeaders headers();

  /** Moves to the next document; false after the last one. */
  boolean next() throws IOException;

  /** The bytes that hold the document, valid until {@link #next} is called again. */
  byte[] buffer();

  int offset();

  /** The number of bytes in the buffer of the document, or of the head of an oversized one. */
  int length();

  long documentBytes();

  boolean oversized();

  /** The text of a scalar outside of the documents; null if there is none or it is null. */
  @Nullable String scalar(String pointer);

  /** Distinguishes the documents of this page from those of others; empty if that is unknown. */
  String fingerprint();

  @Override
  void close() throws IOException;
}

package dev.millrace.worker.source.http.page;

import dev.millrace.catalogue.http.Param;
import dev.millrace.catalogue.value.JsonPath;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The documents of one answer, one after another, and what stands around them. */
public sealed interface Page extends AutoCloseable permits JsonPage, LinesPage {

  HttpHeaders headers();

  /** Moves to the next document; false after the last one. */
  boolean next() throws IOException;

  /** The bytes that hold the document, valid until {@link #next} is called again. */
  byte[] buffer();

  int offset();

  /** Whether the answer ended within the document or right after it: if it is cut, there. */
  boolean unended();

  /** The number of bytes in the buffer of the document, or of the head of an oversized one. */
  int length();

  long documentBytes();

  boolean oversized();

  /** A scalar outside of the documents, as text or not; null if there is none or it is null. */
  @Nullable Param value(JsonPath at);

  /** The text of a scalar outside of the documents; null if there is none or it is null. */
  default @Nullable String scalar(JsonPath at) {
    Param value = value(at);
    return value == null ? null : value.value();
  }

  /** Whether anything, even null, is at a place outside of the documents that is read. */
  boolean has(JsonPath at);

  /** Whether an object or an array is at a place outside of the documents that is read. */
  boolean isNested(JsonPath at);

  /** The place of a {@code has_more} that is true; null without one. */
  @Nullable String saysMore();

  /** What outside of the documents may mean that there are more, such as {@code has_more: true}. */
  List<String> continuations();

  /** Distinguishes the documents of this page from those of others; empty if that is unknown. */
  String fingerprint();

  @Override
  void close() throws IOException;
}

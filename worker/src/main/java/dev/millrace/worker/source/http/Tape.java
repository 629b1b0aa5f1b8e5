package dev.millrace.worker.source.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Keeps the answers of a source, or gives those that were kept in its place. Thread-safe. */
public interface Tape {

  /**
   * An answer as it was kept.
   *
   * @param body decompressed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Kept(int status, Map<String, List<String>> headers, byte[] body) {}

  /** Sends the request. */
  @FunctionalInterface
  interface Live {
    Kept send() throws IOException, InterruptedException;
  }

  /**
   * Answers a request.
   *
   * @param request method, URL and body, without the secrets of the definition
   * @param live asks the source
   */
  Kept answer(String request, Live live) throws IOException, InterruptedException;
}

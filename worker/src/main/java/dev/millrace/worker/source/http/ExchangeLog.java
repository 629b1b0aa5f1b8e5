package dev.millrace.worker.source.http;

import java.time.Duration;

/** Learns of every request that was answered, and of what a person should check. */
@FunctionalInterface
public interface ExchangeLog {

  /** Nobody wants to know. */
  ExchangeLog NONE = _ -> {};

  /** What a request is sent for. */
  enum Purpose {
    DOCUMENTS,
    COUNT,
    TOKEN,
    /** It was answered with a redirect, which is followed. */
    REDIRECT
  }

  /**
   * A request was answered.
   *
   * @param request method and URL, without secrets
   * @param took until the first byte of the answer
   */
  default void answered(Purpose purpose, String request, int status, Duration took) {}

  /**
   * The last answer of a window may not be the last one. Said once for each definition.
   *
   * @param sign what makes it likely, and what to write, without secrets
   */
  void mayHaveMore(String sign);
}

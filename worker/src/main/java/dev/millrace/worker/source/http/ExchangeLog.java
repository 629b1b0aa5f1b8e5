package dev.millrace.worker.source.http;

import java.time.Duration;

/** Learns of every request that was answered, and of what a person should check. */
@FunctionalInterface
public interface ExchangeLog {

  /** Nobody wants to know. */
  ExchangeLog NONE = (_, _, _) -> {};

  /**
   * A request was answered.
   *
   * @param request method and URL, without secrets
   * @param took until the first byte of the answer
   */
  void answered(String request, int status, Duration took);

  /**
   * The last answer of a window may not be the last one.
   *
   * @param sign what makes it likely, and what to write, without secrets
   */
  default void mayHaveMore(String sign) {}
}

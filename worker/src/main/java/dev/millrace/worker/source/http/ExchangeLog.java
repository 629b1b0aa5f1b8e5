package dev.millrace.worker.source.http;

import java.time.Duration;

/** Learns of every request that was answered. */
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
}

package dev.millrace.worker.source.guard;

import dev.millrace.worker.source.SourceUnavailableException;

/** The requests that a source allows. */
@FunctionalInterface
public interface Budget {

  /** As many as anybody wants. */
  Budget UNLIMITED = () -> {};

  /**
   * Takes one request, and waits until it may be sent.
   *
   * @throws SourceUnavailableException when that would take too long
   */
  void take() throws InterruptedException;
}

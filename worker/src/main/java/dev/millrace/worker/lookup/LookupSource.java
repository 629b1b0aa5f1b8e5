package dev.millrace.worker.lookup;

import java.util.Optional;

/** The system that knows the values of one lookup. Thread-safe. */
interface LookupSource extends AutoCloseable {

  /**
   * The value of a key; empty only if there is certainly none.
   *
   * @param timestamp when the document was received, in unix seconds
   * @throws LookupFailedException when the system is unavailable
   */
  Optional<String> find(String key, long timestamp) throws InterruptedException;

  @Override
  void close();
}

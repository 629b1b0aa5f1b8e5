package dev.millrace.worker.source;

import dev.millrace.time.Window;
import java.io.IOException;
import java.util.Optional;

/**
 * Where documents come from: an API that can be asked for the documents of a type in a span of
 * time. Thread-safe.
 *
 * <p>An implementation sends its requests once and reports each failure by its class; retries, the
 * rate limit and the circuit of each type are around it.
 */
@FunctionalInterface
public interface DocumentSource extends AutoCloseable {

  /**
   * Opens the documents of a window; the caller closes them.
   *
   * @throws SourceUnavailableException when a retry would not help now: the source rejects the key
   *     or asks to wait
   * @throws GatewayTimeoutException when a gateway timed out, so the window may be too wide
   * @throws IOException when the source is unreachable or answers with an error
   */
  DocumentCursor open(String type, Window window) throws IOException, InterruptedException;

  /** The host that a type is read from, where it is not that of all types. */
  default Optional<String> host(String type) {
    return Optional.empty();
  }

  /**
   * The name of what a type's requests are counted by, where types share it: the host and the names
   * of the secrets, never a secret. Who asks too often for one of these types asks too often for
   * all.
   */
  default Optional<String> account(String type) {
    return Optional.empty();
  }

  /**
   * Whether the requests of a type have a rate limit and retries of their own, since there may be
   * many for one window.
   */
  default boolean limitsItself(String type) {
    return false;
  }

  /** Releases the source's resources, by default none. */
  @Override
  default void close() {}
}

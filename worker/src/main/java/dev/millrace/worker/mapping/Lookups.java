package dev.millrace.worker.mapping;

import dev.millrace.catalogue.Lookup;
import java.util.Optional;

/**
 * Knows the values of lookups. Asked for one document after another, by many threads at once, so it
 * should answer from a cache; it may block, and then blocks that one slice.
 */
@FunctionalInterface
public interface Lookups {

  /** Nobody to ask: every channel is without a name, no code has an event. */
  Lookups NONE = (_, _, _) -> Optional.empty();

  /** Nobody is asked at all: every column with a lookup is NULL, for those who try a definition. */
  Lookups NOT_ASKED = (_, _, _) -> Optional.empty();

  /**
   * The value that a key stands for.
   *
   * @param key as the document has it, after {@code derive}
   * @param timestamp when the document was received, in unix seconds
   * @return empty only where there certainly is none. A row without a value is stored then, or the
   *     document is rejected, as {@link Lookup} says
   * @throws RuntimeException when that is not known now (rate limit, other side away). It leaves
   *     the mapper as it is, so that nothing is written and a known value never lost
   */
  Optional<String> find(Lookup lookup, String key, long timestamp);
}

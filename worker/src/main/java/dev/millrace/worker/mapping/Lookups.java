package dev.millrace.worker.mapping;

import dev.millrace.catalogue.Lookup;
import java.util.Optional;

/**
 * Provides the values of lookups. Called for each document, by many threads at once, so it should
 * answer from a cache; if it blocks, it blocks only that slice.
 */
@FunctionalInterface
public interface Lookups {

  /** No lookups: every channel is without a name, and no code has an event. */
  Lookups NONE = (_, _, _) -> Optional.empty();

  /** Skips lookups: every column with a lookup is NULL, for trying out a definition. */
  Lookups NOT_ASKED = (_, _, _) -> Optional.empty();

  /**
   * The value of a key.
   *
   * @param key from the document, after {@code derive}
   * @param timestamp when the document was received, in unix seconds
   * @return empty only if there is certainly none; the row is then stored without a value, or the
   *     document is rejected, as {@link Lookup} says
   * @throws RuntimeException when the lookup is unavailable (rate limit, outage). It passes through
   *     the mapper, so that nothing is written and a known value is never lost
   */
  Optional<String> find(Lookup lookup, String key, long timestamp);
}

package dev.millrace.worker.mapping.privacy;

import java.util.Collection;

/** A definition hashes, and there is no key: somebody has to set {@code MILLRACE_HASH_KEY}. */
public final class MissingHashKeyException extends RuntimeException {

  /**
   * @param types that hash
   */
  public MissingHashKeyException(Collection<String> types) {
    super(
        "MILLRACE_HASH_KEY is missing: %s hashes personal data with that key; set it to the same secret text for every worker"
            .formatted(String.join(", ", types)));
  }
}

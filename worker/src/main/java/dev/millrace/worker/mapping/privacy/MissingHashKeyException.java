package dev.millrace.worker.mapping.privacy;

import java.util.Collection;

/** A definition hashes, but {@code MILLRACE_HASH_KEY} is not set. */
public final class MissingHashKeyException extends RuntimeException {

  /**
   * @param types that hash
   */
  public MissingHashKeyException(Collection<String> types) {
    super(
        ("MILLRACE_HASH_KEY is not set, but %s hashes personal data;"
                + " set it to the same secret text for every worker")
            .formatted(String.join(", ", types)));
  }
}

package dev.millrace.worker.mapping;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.worker.mapping.privacy.MissingHashKeyException;
import dev.millrace.worker.mapping.privacy.Pseudonyms;

/**
 * Makes the mapper of a type, with what mapping needs from outside. Thread-safe.
 *
 * @param lookups who is asked for the values of lookups
 * @param pseudonyms what personal data is hashed with
 */
public record Mappers(Lookups lookups, Pseudonyms pseudonyms) {

  /** For catalogues without lookups and personal data. */
  public static final Mappers PLAIN = new Mappers(Lookups.NONE, Pseudonyms.NONE);

  /**
   * The mapper of a type.
   *
   * @throws MissingHashKeyException when the type hashes and there is no key to do it with
   */
  public DocumentMapper of(DocumentType type) {
    return new DocumentMapper(type, lookups, pseudonyms);
  }
}

package dev.millrace.worker.mapping;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.worker.mapping.privacy.MissingHashKeyException;
import dev.millrace.worker.mapping.privacy.Pseudonyms;

/**
 * Creates the mapper of a type, with its lookups and hashes. Thread-safe.
 *
 * @param lookups the lookups of columns
 * @param pseudonyms the hashes of personal data
 */
public record Mappers(Lookups lookups, Pseudonyms pseudonyms) {

  /** For catalogues without lookups or personal data. */
  public static final Mappers PLAIN = new Mappers(Lookups.NONE, Pseudonyms.NONE);

  /**
   * The mapper of a type.
   *
   * @throws MissingHashKeyException when the type hashes and no key is set
   */
  public DocumentMapper of(DocumentType type) {
    return new DocumentMapper(type, lookups, pseudonyms);
  }
}

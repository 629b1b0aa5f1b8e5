package dev.millrace.catalogue;

import java.util.Optional;

/**
 * A type in the catalogue: its definition names a table whose rows are counted in buckets. Either
 * Millrace fills the table with documents, or another system does.
 */
public sealed interface CountedType permits DocumentType, CountOnlyType {

  /** Its unique name in the catalogue; of an imported type, that at the document API. */
  String name();

  /**
   * 16 hexadecimal digits over the keys that affect the counted rows. Comments, layout and {@code
   * enabled} do not change it.
   */
  String version();

  /** As in the database. */
  String table();

  /** The column that says when an event happened, which assigns it to a bucket. */
  String momentColumn();

  /** Whether the schedule imports it, or the sweep checks its table for external changes. */
  boolean enabled();

  /** The YAML text, to be stored and parsed again. */
  String yaml();

  /** The type itself if its documents are imported; empty if it is count-only. */
  default Optional<DocumentType> imported() {
    return this instanceof DocumentType imported ? Optional.of(imported) : Optional.empty();
  }

  /**
   * The SQL condition that distinguishes its rows from those of other types; empty if the table is
   * not shared.
   *
   * @param before what to put in front of it, such as {@code AND}
   */
  String ownRows(String before);
}

package dev.millrace.worker.mapping.row;

import java.util.List;

/** The outcome of mapping a document. */
public sealed interface MappedDocument {

  /**
   * The document is stored.
   *
   * @param rows one with its own id, or one per element of an array, which may be none
   */
  record Accepted(DocumentId id, List<Row> rows) implements MappedDocument {

    public Accepted {
      rows = List.copyOf(rows);
    }
  }

  /** The document has no value at the {@code accept} path of its type. */
  record Filtered(DocumentId id) implements MappedDocument {}

  /** The source returned the document although its moment lies outside of the window. */
  record Outside(DocumentId id) implements MappedDocument {}

  /**
   * The document cannot be stored.
   *
   * @param key its id or, if that is unreadable or unusable, a hash of its content
   * @param message the expected and the found value, at most 500 characters
   * @param path the JSON Pointer of the invalid value; empty for the whole document
   */
  record Rejected(DocumentId key, Reason reason, String message, String path)
      implements MappedDocument {}
}

package dev.millrace.worker.mapping.row;

import java.util.List;

/** What became of a document. */
public sealed interface MappedDocument {

  /**
   * It is to be stored.
   *
   * @param rows one with its own id, or one per element of an array, which may be none
   */
  record Accepted(DocumentId id, List<Row> rows) implements MappedDocument {

    public Accepted {
      rows = List.copyOf(rows);
    }
  }

  /** Its type keeps only documents that have something which this one has not. */
  record Filtered(DocumentId id) implements MappedDocument {}

  /**
   * It cannot be stored.
   *
   * @param key its id, or where that cannot be read or used, one made of its content
   * @param message what was expected and what was found, at most 500 characters
   * @param path the JSON Pointer of the culprit; empty where it is the whole document
   */
  record Rejected(DocumentId key, Reason reason, String message, String path)
      implements MappedDocument {}
}

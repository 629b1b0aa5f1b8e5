package dev.millrace.worker.store;

import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Outside;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Row;
import java.util.List;

/**
 * A document as fetched, and its mapping.
 *
 * @param raw its bytes without personal data; must not be changed. Held until the document is
 *     written, since the database may refuse a mapped document
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to hand on, documents are never compared
public record FetchedDocument(MappedDocument outcome, byte[] raw) {

  /** Its share of a batch: the number of its rows, at least 1. */
  public int rows() {
    return outcome instanceof Accepted(_, List<Row> rows) ? Math.max(1, rows.size()) : 1;
  }

  /** The key under which it is stored or rejected. */
  public DocumentId id() {
    return switch (outcome) {
      case Accepted(DocumentId id, _) -> id;
      case Filtered(DocumentId id) -> id;
      case Outside(DocumentId id) -> id;
      case Rejected(DocumentId key, _, _, _) -> key;
    };
  }
}

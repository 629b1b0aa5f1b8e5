package dev.millrace.worker.store;

import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Row;
import java.util.List;

/**
 * A document as it came, and what became of it.
 *
 * @param raw its bytes as they may be kept, without personal data; not to be changed. Kept until it
 *     is written, since the database may refuse what the mapping let pass
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to hand on, documents are never compared
public record FetchedDocument(MappedDocument outcome, byte[] raw) {

  /** How much of a batch it is: its rows, and at least 1. */
  public int rows() {
    return outcome instanceof Accepted(_, List<Row> rows) ? Math.max(1, rows.size()) : 1;
  }

  /** What it is stored or rejected under. */
  public DocumentId id() {
    return switch (outcome) {
      case Accepted(DocumentId id, _) -> id;
      case Filtered(DocumentId id) -> id;
      case Rejected(DocumentId key, _, _, _) -> key;
    };
  }
}

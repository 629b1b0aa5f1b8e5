package dev.millrace.worker.store;

import dev.millrace.worker.mapping.DocumentId;
import dev.millrace.worker.mapping.MappedDocument;
import dev.millrace.worker.mapping.MappedDocument.Accepted;
import dev.millrace.worker.mapping.MappedDocument.Filtered;
import dev.millrace.worker.mapping.MappedDocument.Rejected;

/**
 * A document as it came, and what became of it.
 *
 * @param raw its bytes; not to be changed. Kept until it is written, since the database may refuse
 *     what the mapping let pass
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to hand on, documents are never compared
public record FetchedDocument(MappedDocument outcome, byte[] raw) {

  /** What it is stored or rejected under. */
  public DocumentId id() {
    return switch (outcome) {
      case Accepted(DocumentId id, _) -> id;
      case Filtered(DocumentId id) -> id;
      case Rejected(DocumentId key, _, _, _) -> key;
    };
  }
}

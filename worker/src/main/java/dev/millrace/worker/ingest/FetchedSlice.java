package dev.millrace.worker.ingest;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.UnclaimedSlice;
import dev.millrace.worker.store.FetchedDocument;
import java.util.List;

/**
 * A small slice, fetched and mapped before it was claimed.
 *
 * @param documents all of them, in the order of the answer
 */
public record FetchedSlice(
    UnclaimedSlice slice, DocumentType type, List<FetchedDocument> documents) {

  /** The number of its rows, at least one for each document. */
  int rows() {
    return documents.stream().mapToInt(FetchedDocument::rows).sum();
  }

  /** The size of its documents. */
  public long bytes() {
    return documents.stream().mapToLong(document -> document.raw().length).sum();
  }
}

package dev.millrace.worker.ingest;

import dev.millrace.bucket.StaleBuckets;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Counts;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.store.DocumentTable;
import dev.millrace.worker.store.FetchedDocument;
import dev.millrace.worker.store.RefusedDataException;
import dev.millrace.worker.store.RejectedDocuments;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the documents of one attempt, one batch per transaction: fence, read existing rows, write
 * new and changed ones, mark the buckets, store rejected documents, count. Not thread-safe.
 */
final class BatchWriter {

  private final Database database;
  private final Attempts attempts;
  private final Attempt attempt;
  private final DocumentTable table;

  /** Whether the type has rejected documents; null until the first batch. */
  private @Nullable Boolean forgetsRejected;

  BatchWriter(Database database, Attempts attempts, Attempt attempt, DocumentType type) {
    this.database = database;
    this.attempts = attempts;
    this.attempt = attempt;
    this.table = new DocumentTable(type);
  }

  /**
   * Writes the documents, in the order in which they were fetched. A document that the database
   * refuses is found by halving the batch and rejected alone.
   *
   * @throws dev.millrace.ledger.RevokedException when the attempt may no longer write
   */
  Counts write(List<FetchedDocument> documents) {
    try {
      return database.transact(connection -> write(connection, documents));
    } catch (RefusedDataException e) {
      if (documents.size() == 1) {
        return reject(rejected(documents.getFirst(), e));
      }
      int half = documents.size() / 2;
      return write(documents.subList(0, half))
          .plus(write(documents.subList(half, documents.size())));
    }
  }

  /**
   * Writes the last documents, if any, and finishes the attempt in the same transaction.
   *
   * @throws dev.millrace.ledger.RevokedException when the attempt may no longer write
   */
  Counts finish(List<FetchedDocument> documents) {
    try {
      return database.transact(
          connection -> {
            attempts.lock(connection, attempt);
            Counts counts = documents.isEmpty() ? Counts.NONE : write(connection, documents);
            attempts.finish(connection, attempt);
            return counts;
          });
    } catch (RefusedDataException _) {
      return write(documents).plus(finish(List.of()));
    }
  }

  private Counts reject(FetchedDocument document) {
    try {
      return database.transact(connection -> write(connection, List.of(document)));
    } catch (RefusedDataException _) {
      // The table's owner does not allow deleting its rows either, so they stay unchanged.
      return database.transact(connection -> keep(connection, document));
    }
  }

  private Counts write(Connection connection, List<FetchedDocument> documents) throws SQLException {
    attempts.fence(connection, attempt);
    Batch batch = new Batch(table.find(connection, Batch.ids(documents)));
    documents.forEach(batch::add);
    BatchRows.write(connection, table, batch, attempt.number());
    StaleBuckets.mark(connection, attempt.type(), batch.staleBuckets());
    if (forgetsRejected(connection)) {
      RejectedDocuments.forget(connection, attempt.type(), batch.accountedFor());
    }
    RejectedDocuments.keep(connection, attempt, batch.rejected());
    if (!batch.rejected().isEmpty()) {
      forgetsRejected = true;
    }
    attempts.count(connection, attempt, batch.counts());
    return batch.counts();
  }

  private boolean forgetsRejected(Connection connection) throws SQLException {
    Boolean known = forgetsRejected;
    if (known == null) {
      known = RejectedDocuments.any(connection, attempt.type());
      forgetsRejected = known;
    }
    return known;
  }

  private Counts keep(Connection connection, FetchedDocument document) throws SQLException {
    attempts.fence(connection, attempt);
    Batch batch = new Batch(Map.of());
    batch.add(document);
    RejectedDocuments.keep(connection, attempt, batch.rejected());
    forgetsRejected = true;
    attempts.count(connection, attempt, batch.counts());
    return batch.counts();
  }

  private static FetchedDocument rejected(FetchedDocument document, RefusedDataException e) {
    return document.outcome() instanceof Rejected
        ? document
        : new FetchedDocument(
            new Rejected(
                document.id(),
                Reason.BAD_VALUE,
                "the database refuses a value: " + e.getMessage(),
                ""),
            document.raw());
  }
}

package dev.millrace.worker.ingest;

import dev.millrace.bucket.StaleBuckets;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Counts;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.store.DocumentTable;
import dev.millrace.worker.store.FetchedDocument;
import dev.millrace.worker.store.RefusedDataException;
import dev.millrace.worker.store.RejectedDocuments;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.List;
import java.util.Map;

/**
 * Writes the documents of one attempt, one batch per transaction: fence, read existing rows, write
 * new and changed ones, mark the buckets, store rejected documents, count. Not thread-safe.
 */
final class BatchWriter {

  /** Restarts the whole batch, which then finds the rows of the other writer. */
  private static final int CONFLICT = 1213;

  private final Database database;
  private final Attempts attempts;
  private final Attempt attempt;
  private final DocumentTable table;
  private boolean forgetsRejected;

  BatchWriter(Database database, Attempts attempts, Attempt attempt, DocumentType type) {
    this.database = database;
    this.attempts = attempts;
    this.attempt = attempt;
    this.table = new DocumentTable(type);
    this.forgetsRejected =
        database.transact(connection -> RejectedDocuments.any(connection, type.name()));
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
    // First, to free the values of another unique key of the table.
    table.delete(connection, batch.deletes());
    List<Row> upserts = batch.upserts();
    if (table.upsert(connection, upserts, attempt.number()) != batch.expectedEffect(upserts)) {
      table.refuseMisplaced(connection, upserts, attempt.number());
      throw new SQLTransactionRollbackException(
          "another worker inserted the same documents at the same time", "40001", CONFLICT);
    }
    StaleBuckets.mark(connection, attempt.type(), batch.staleBuckets());
    if (forgetsRejected) {
      RejectedDocuments.forget(connection, attempt.type(), batch.accountedFor());
    }
    RejectedDocuments.keep(connection, attempt, batch.rejected());
    forgetsRejected |= !batch.rejected().isEmpty();
    attempts.count(connection, attempt, batch.counts());
    return batch.counts();
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

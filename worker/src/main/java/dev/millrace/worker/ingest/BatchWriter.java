package dev.millrace.worker.ingest;

import dev.millrace.bucket.EventCounts;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Packet;
import dev.millrace.database.Packet.Answer;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.Finish;
import dev.millrace.ledger.RevokedException;
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
import java.util.Optional;

/**
 * Writes the documents of one attempt, one batch per transaction of two packets: one fences and
 * reads the existing rows; one writes new and changed ones, stores rejected documents, and counts
 * documents and events. The last one finishes the attempt as well. Not thread-safe.
 */
final class BatchWriter {

  private final Database database;
  private final Attempts attempts;
  private final Attempt attempt;
  private final DocumentTable table;
  private final boolean newestWins;

  BatchWriter(Database database, Attempts attempts, Attempt attempt, DocumentType type) {
    this.database = database;
    this.attempts = attempts;
    this.attempt = attempt;
    this.table = new DocumentTable(type);
    this.newestWins = Batch.newestWins(type);
  }

  /**
   * Writes the documents, in the order in which they were fetched. A document that the database
   * refuses is found by halving the batch and rejected alone.
   *
   * @throws dev.millrace.ledger.RevokedException when the attempt may no longer write
   */
  Counts write(List<FetchedDocument> documents) {
    try {
      return database.transact(connection -> write(connection, documents, false));
    } catch (RefusedDataException e) {
      if (documents.size() == 1) {
        FetchedDocument document = documents.getFirst();
        if (!isRefused(document)) {
          return database.transact(
              _ -> {
                throw e.failure();
              });
        }
        return reject(rejected(document, e));
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
    if (documents.isEmpty()) {
      attempts.finish(attempt);
      return Counts.NONE;
    }
    try {
      return database.transact(connection -> write(connection, documents, true));
    } catch (RefusedDataException _) {
      return write(documents).plus(finish(List.of()));
    }
  }

  /**
   * Whether the table itself refuses the rows of a document. A fault of another table in the same
   * transaction, such as the counts, is no fault of the document.
   */
  private boolean isRefused(FetchedDocument document) {
    try {
      return database.transact(
          connection -> {
            Packet reads = new Packet();
            DocumentTable.Found rows = table.find(reads, Batch.ids(List.of(document)));
            reads.send(connection);
            Batch batch = new Batch(rows.get());
            batch.add(document);
            Packet writes = new Packet();
            BatchRows written =
                BatchRows.write(
                    writes, table, attempt.type(), batch, false, "", _ -> attempt.number());
            table.send(connection, writes);
            written.check(connection);
            connection.rollback();
            return false;
          });
    } catch (RefusedDataException _) {
      return true;
    }
  }

  private Counts reject(FetchedDocument document) {
    try {
      return database.transact(connection -> write(connection, List.of(document), false));
    } catch (RefusedDataException _) {
      // The table's owner does not allow deleting its rows either, so they stay unchanged.
      return database.transact(connection -> keep(connection, document));
    }
  }

  private Counts write(Connection connection, List<FetchedDocument> documents, boolean last)
      throws SQLException {
    Packet reads = new Packet();
    Optional<Finish> finish = last ? Optional.of(Finish.read(reads, attempt)) : Optional.empty();
    Answer<Integer> held = attempts.fence(reads, attempt);
    Answer<List<Long>> anyRejected = RejectedDocuments.any(reads, attempt.type());
    DocumentTable.Found rows = table.find(reads, Batch.ids(documents));
    reads.send(connection);
    RevokedException.check(held, attempt);

    Batch batch = new Batch(rows.get(), newestWins);
    documents.forEach(batch::add);
    Packet writes = new Packet();
    BatchRows written =
        BatchRows.write(
            writes,
            table,
            attempt.type(),
            batch,
            anyRejected.get().contains(1L),
            "",
            _ -> attempt.number());
    keepAndCount(writes, batch);
    Optional<Answer<Integer>> finished = finish.map(it -> it.write(writes));
    EventCounts.change(writes, attempt.type(), batch.countChanges());
    EventCounts.mark(writes, attempt.type(), batch.doubtful());
    table.send(connection, writes);
    written.check(connection);
    finished.ifPresent(running -> RevokedException.check(running, attempt));
    return batch.counts();
  }

  private void keepAndCount(Packet packet, Batch batch) {
    RejectedDocuments.keep(
        packet, attempt.type(), attempt.slice(), attempt.definitionVersion(), batch.rejected());
    Attempts.count(packet, attempt, batch.counts());
  }

  private Counts keep(Connection connection, FetchedDocument document) throws SQLException {
    attempts.fence(connection, attempt);
    Batch batch = new Batch(Map.of());
    batch.add(document);
    Packet packet = new Packet();
    keepAndCount(packet, batch);
    packet.send(connection);
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

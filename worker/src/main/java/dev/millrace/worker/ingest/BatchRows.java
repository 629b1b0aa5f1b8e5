package dev.millrace.worker.ingest;

import dev.millrace.database.Packet;
import dev.millrace.database.Packet.Answer;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.store.DocumentTable;
import dev.millrace.worker.store.RejectedDocuments;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.List;
import java.util.function.ToLongFunction;

/** The rows of a batch, written in a packet of its transaction. Not thread-safe. */
final class BatchRows {

  /** Restarts the whole batch, which then finds the rows of the other writer. */
  private static final int CONFLICT = 1213;

  private final DocumentTable table;
  private final List<Row> upserts;
  private final int expected;
  private final List<Answer<Integer>> affected;

  private BatchRows(
      DocumentTable table, List<Row> upserts, int expected, List<Answer<Integer>> affected) {
    this.table = table;
    this.upserts = upserts;
    this.expected = expected;
    this.affected = affected;
  }

  /**
   * Deletes, inserts and replaces rows, and forgets rejected documents that can now be stored.
   *
   * @param anyRejected whether the type has rejected documents
   * @param attempt as SQL, with the index of a row: see {@link DocumentTable#upsert}
   */
  static BatchRows write(
      Packet packet,
      DocumentTable table,
      String type,
      Batch batch,
      boolean anyRejected,
      String attempt,
      ToLongFunction<Row> index) {
    // First, to free the values of another unique key of the table.
    table.delete(packet, batch.deletes());
    List<Row> upserts = batch.upserts();
    List<Answer<Integer>> affected = table.upsert(packet, upserts, attempt, index);
    if (anyRejected) {
      RejectedDocuments.forget(packet, type, batch.accountedFor());
    }
    return new BatchRows(table, upserts, batch.expectedEffect(upserts), affected);
  }

  /**
   * Checks that each row was written as expected, after the packet was sent.
   *
   * @throws dev.millrace.worker.store.RefusedDataException when another unique key of the table
   *     merged a row into another one
   * @throws SQLTransactionRollbackException when another worker has written the same documents
   */
  void check(Connection connection) throws SQLException {
    if (affected.stream().mapToInt(Answer::get).sum() != expected) {
      table.refuseMisplaced(connection, upserts);
      throw new SQLTransactionRollbackException(
          "another worker inserted the same documents at the same time", "40001", CONFLICT);
    }
  }
}

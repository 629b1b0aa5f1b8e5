package dev.millrace.worker.ingest;

import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.store.DocumentTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.List;

/** Writes the rows of a batch to the table of their type. */
final class BatchRows {

  /** Restarts the whole batch, which then finds the rows of the other writer. */
  private static final int CONFLICT = 1213;

  private BatchRows() {}

  /**
   * Deletes, inserts and replaces rows.
   *
   * @param attempt the number of the attempt that writes the rows
   * @throws dev.millrace.worker.store.RefusedDataException when the server refuses a row
   */
  static void write(Connection connection, DocumentTable table, Batch batch, long attempt)
      throws SQLException {
    // First, to free the values of another unique key of the table.
    table.delete(connection, batch.deletes());
    List<Row> upserts = batch.upserts();
    if (table.upsert(connection, upserts, attempt) != batch.expectedEffect(upserts)) {
      table.refuseMisplaced(connection, upserts, attempt);
      throw conflict();
    }
  }

  /** Restarts the transaction. */
  static SQLTransactionRollbackException conflict() {
    return new SQLTransactionRollbackException(
        "another worker inserted the same documents at the same time", "40001", CONFLICT);
  }
}

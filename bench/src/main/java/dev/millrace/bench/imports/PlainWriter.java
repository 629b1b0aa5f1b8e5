package dev.millrace.bench.imports;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.worker.mapping.row.Row;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes rows without a ledger, stale buckets, counts or reads of existing rows. Not thread-safe.
 */
final class PlainWriter implements AutoCloseable {

  private final Connection connection;
  private final String insert;
  private final String values;
  private final String update;

  PlainWriter(DatabaseSettings settings, DocumentType type) {
    List<String> columns = new ArrayList<>(List.of("id", "timestamp"));
    type.mapping().columns().stream().map(Column::name).map(Sql::quote).forEach(columns::add);
    columns.addAll(List.of("occurred_at", "content_hash", "written_by", "written_at"));
    insert =
        "INSERT INTO %s (%s) VALUES "
            .formatted(Sql.quote(type.table()), String.join(", ", columns));
    values = "(" + "?, ".repeat(columns.size() - 1) + "NOW(3))";
    update =
        columns.stream()
            .skip(1)
            .map(column -> "%s = VALUES(%s)".formatted(column, column))
            .collect(Collectors.joining(", ", " ON DUPLICATE KEY UPDATE ", ""));
    try {
      connection =
          DriverManager.getConnection(settings.url(), settings.user(), settings.password());
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot reach the database of the benchmark", e);
    }
  }

  /** One upsert and one commit for each batch. */
  long upsert(List<List<Row>> batches) {
    long written = 0;
    try (PreparedStatement full = statement(batches.getFirst().size())) {
      for (List<Row> batch : batches) {
        if (batch.size() == batches.getFirst().size()) {
          written += upsert(full, batch);
        } else {
          try (PreparedStatement last = statement(batch.size())) {
            written += upsert(last, batch);
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("a plain upsert failed", e);
    }
    return written;
  }

  private PreparedStatement statement(int rows) throws SQLException {
    return connection.prepareStatement(insert + Sql.repeat(values, rows) + update);
  }

  private static long upsert(PreparedStatement statement, List<Row> batch) throws SQLException {
    int i = 1;
    for (Row row : batch) {
      i = bind(statement, i, row);
    }
    statement.executeUpdate();
    return batch.size();
  }

  /** One insert for each row, skipping existing ones; one commit at the end. */
  long insertOneByOne(List<Row> rows) {
    long written = 0;
    try (PreparedStatement statement = connection.prepareStatement(insert + values)) {
      connection.setAutoCommit(false);
      for (Row row : rows) {
        bind(statement, 1, row);
        try {
          written += statement.executeUpdate();
        } catch (SQLIntegrityConstraintViolationException _) {
          // counts as a duplicate, whatever it is
        }
      }
      connection.commit();
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw new IllegalStateException("an insert failed", e);
    }
    return written;
  }

  private static int bind(PreparedStatement statement, int first, Row row) throws SQLException {
    int i = first;
    statement.setBytes(i++, row.id().bytes());
    statement.setLong(i++, row.timestamp());
    for (Object value : row.values()) {
      statement.setObject(i++, value);
    }
    statement.setObject(i++, LocalDateTime.ofInstant(row.occurredAt(), ZoneOffset.UTC));
    statement.setBytes(i++, row.contentHash().bytes());
    statement.setLong(i++, 0);
    return i;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("the connection of the benchmark did not close", e);
    }
  }
}

package dev.millrace.operator.check;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The stored rows and the rejected documents of a type, for comparison with the source. */
public final class StoredRows {

  private static final String REJECTED =
      "SELECT document FROM millrace_rejected_document WHERE type = ?";

  private final Database database;

  public StoredRows(Database database) {
    this.database = database;
  }

  /**
   * A row of a type's table.
   *
   * @param timestamp the second in which the source received the document
   * @param writtenBy the number of the attempt that wrote it
   * @param values of the type's columns, in their order
   */
  @SuppressWarnings("ArrayRecordComponent") // as the driver returns it, read once
  public record StoredRow(
      byte[] id,
      long timestamp,
      LocalDateTime occurredAt,
      long writtenBy,
      List<@Nullable Object> values) {}

  /** Passes each row whose timestamp is in the window to the consumer. */
  public void read(DocumentType type, Window window, Consumer<StoredRow> rows) {
    String columns =
        type.mapping().columns().stream()
            .map(c -> ", " + Sql.quote(c.name()))
            .collect(Collectors.joining());
    String sql =
        "SELECT id, timestamp, occurred_at, written_by%s FROM %s WHERE timestamp >= ? AND timestamp < ?%s"
            .formatted(columns, Sql.quote(type.table()), type.ownRows("AND"));
    database.transact(
        connection ->
            Sql.list(
                connection,
                sql,
                row -> {
                  rows.accept(row(type.mapping().columns(), row));
                  return true;
                },
                window.from(),
                window.to()));
  }

  /** The ids of the rejected documents of a type. */
  public List<byte[]> rejected(String type) {
    return database.transact(
        connection -> Sql.list(connection, REJECTED, row -> row.getBytes(1), type));
  }

  private static StoredRow row(List<Column> columns, ResultSet row) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add(row.getObject(i + 5, columns.get(i).type().javaType()));
    }
    return new StoredRow(
        row.getBytes(1),
        row.getLong(2),
        row.getObject(3, LocalDateTime.class),
        row.getLong(4),
        values);
  }
}

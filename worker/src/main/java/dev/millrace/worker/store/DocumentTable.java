package dev.millrace.worker.store;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Sql;
import dev.millrace.worker.mapping.ContentHash;
import dev.millrace.worker.mapping.DocumentId;
import dev.millrace.worker.mapping.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The table of a document type. All statements are multi-row and run inside the caller's
 * transaction. Immutable and thread-safe.
 */
public final class DocumentTable {

  private final String name;
  private final List<Column> columns;
  private final String insert;
  private final String row;
  private final String update;

  public DocumentTable(DocumentType type) {
    name = Sql.quote(type.table());
    columns = type.columns();
    String mapped =
        columns.stream().map(c -> Sql.quote(c.name()) + ", ").collect(Collectors.joining());
    insert =
        "INSERT INTO %s (id, timestamp, %soccurred_at, content_hash, written_by, written_at) VALUES "
            .formatted(name, mapped);
    row = "(?, ?, " + "?, ".repeat(columns.size()) + "?, ?, ?, NOW(3))";
    update =
        columns.stream()
            .map(c -> Sql.quote(c.name()))
            .map(c -> c + " = VALUES(" + c + "), ")
            .collect(
                Collectors.joining(
                    "",
                    " ON DUPLICATE KEY UPDATE timestamp = VALUES(timestamp), ",
                    """
                    occurred_at = VALUES(occurred_at), content_hash = VALUES(content_hash), \
                    written_by = VALUES(written_by), written_at = VALUES(written_at)"""));
  }

  /** What tells a stored row from a newer one, and the moment that it is counted by. */
  public record Stored(ContentHash contentHash, Instant occurredAt) {}

  /** The rows among these ids that are there. */
  public Map<DocumentId, Stored> find(Connection connection, Collection<DocumentId> ids)
      throws SQLException {
    Map<DocumentId, Stored> found = new HashMap<>();
    if (ids.isEmpty()) {
      return found;
    }
    String sql =
        "SELECT id, content_hash, occurred_at FROM %s WHERE id IN (%s)"
            .formatted(name, Sql.repeat("?", ids.size()));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bindIds(statement, ids);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.put(
              DocumentId.of(rows.getBytes(1)),
              new Stored(
                  ContentHash.of(rows.getBytes(2)),
                  rows.getObject(3, LocalDateTime.class).toInstant(ZoneOffset.UTC)));
        }
      }
    }
    return found;
  }

  /** Inserts or replaces the rows, in the order of their ids, as the work of one attempt. */
  public void upsert(Connection connection, SortedMap<DocumentId, Row> rows, long attempt)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    String sql = insert + Sql.repeat(row, rows.size()) + update;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int i = 1;
      for (Map.Entry<DocumentId, Row> entry : rows.entrySet()) {
        Row next = entry.getValue();
        statement.setBytes(i++, entry.getKey().bytes());
        statement.setLong(i++, next.timestamp());
        for (Object value : next.values()) {
          statement.setObject(i++, value);
        }
        statement.setObject(i++, LocalDateTime.ofInstant(next.occurredAt(), ZoneOffset.UTC));
        statement.setBytes(i++, next.contentHash().bytes());
        statement.setLong(i++, attempt);
      }
      statement.executeUpdate();
    }
  }

  public void delete(Connection connection, Collection<DocumentId> ids) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    String sql = "DELETE FROM %s WHERE id IN (%s)".formatted(name, Sql.repeat("?", ids.size()));
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bindIds(statement, ids);
      statement.executeUpdate();
    }
  }

  private static void bindIds(PreparedStatement statement, Collection<DocumentId> ids)
      throws SQLException {
    int i = 1;
    for (DocumentId id : ids) {
      statement.setBytes(i++, id.bytes());
    }
  }
}

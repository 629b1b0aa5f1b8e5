package dev.millrace.worker.store;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Sql;
import dev.millrace.worker.mapping.row.ContentHash;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table of a document type. All statements are multi-row and run inside the caller's
 * transaction. Immutable and thread-safe.
 */
public final class DocumentTable {

  /** Maximum rows per statement; only documents with many rows make a batch larger. */
  private static final int MOST_ROWS = 1_000;

  private static final String KEY_COLUMNS =
      """
      SELECT column_name FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ?
        AND column_name IS NOT NULL
      ORDER BY seq_in_index""";

  /** The end of an error about a duplicate entry: the key in quotes. */
  private static final Pattern KEY = Pattern.compile("'([^']+)'[^']*$");

  /** Maximum text of one statement, unless one row is larger: servers accept 16 MB or 64 MB. */
  private static final int MOST_CHARACTERS = 4_000_000;

  private final String name;
  private final String ownRows;
  private final DocumentType type;
  private final String insert;
  private final String row;
  private final String update;

  public DocumentTable(DocumentType type) {
    this.type = type;
    name = Sql.quote(type.table());
    ownRows = type.ownRows("AND");
    List<String> columns = new ArrayList<>(List.of("id", "timestamp"));
    type.columns().forEach(column -> columns.add(Sql.quote(column.name())));
    columns.addAll(List.of("occurred_at", "content_hash", "written_by"));
    if (type.layout().byDocument()) {
      columns.add("document_id");
    }
    String parameters = "?, ".repeat(columns.size());
    columns.add("written_at");
    update =
        columns.stream()
            .skip(1)
            .map(column -> column + " = VALUES(" + column + ")")
            .collect(Collectors.joining(", ", " ON DUPLICATE KEY UPDATE ", ""));
    boolean byType = type.layout().byType();
    if (byType) {
      columns.add("document_type");
    }
    insert = "INSERT INTO %s (%s) VALUES ".formatted(name, String.join(", ", columns));
    row = "(%sNOW(3)%s)".formatted(parameters, byType ? ", '" + type.name() + "'" : "");
  }

  /**
   * The hash that distinguishes a stored row from a newer one, and the moment that decides its
   * bucket.
   */
  public record Stored(ContentHash contentHash, Instant occurredAt) {}

  /**
   * The rows of these documents, by document and then by their own id; documents without rows are
   * omitted. The rows stay locked until the transaction ends, so that no other transaction moves
   * one to another bucket first.
   */
  public Map<DocumentId, Map<DocumentId, Stored>> find(
      Connection connection, Collection<DocumentId> documents) throws SQLException {
    Map<DocumentId, Map<DocumentId, Stored>> found = new HashMap<>();
    if (documents.isEmpty()) {
      return found;
    }
    if (type.layout().byDocument()) {
      find(connection, "id, id", "document_id IS NULL AND id", documents, found);
      find(connection, "document_id, id", "document_id", documents, found);
    } else {
      find(connection, "id, id", "id", documents, found);
    }
    return found;
  }

  private void find(
      Connection connection,
      String keys,
      String by,
      Collection<DocumentId> documents,
      Map<DocumentId, Map<DocumentId, Stored>> found)
      throws SQLException {
    String sql =
        "SELECT %s, content_hash, occurred_at FROM %s WHERE %s IN (%s)%s FOR UPDATE"
            .formatted(keys, name, by, Sql.repeat("?", documents.size()), ownRows);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bindIds(statement, documents);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found
              .computeIfAbsent(DocumentId.of(rows.getBytes(1)), _ -> new HashMap<>(1))
              .put(
                  DocumentId.of(rows.getBytes(2)),
                  new Stored(
                      ContentHash.of(rows.getBytes(3)),
                      rows.getObject(4, LocalDateTime.class).toInstant(ZoneOffset.UTC)));
        }
      }
    }
  }

  /**
   * Inserts or replaces the rows.
   *
   * @param rows in the order of their ids
   * @param attempt the number of the attempt that writes a row
   * @return 1 for each inserted row and 2 for each existing one, including a row that was merged
   *     into another row with the same value of a second unique key, see {@link #refuseMisplaced}
   * @throws RefusedDataException when the server refuses a row
   */
  public int upsert(Connection connection, List<Row> rows, ToLongFunction<Row> attempt)
      throws SQLException {
    int affected = 0;
    for (int from = 0, to; from < rows.size(); from = to) {
      to = end(rows, from);
      affected += write(connection, rows.subList(from, to), attempt, update);
    }
    return affected;
  }

  /**
   * Checks for upserted rows that were merged into the row of another id, because the table's owner
   * has added a unique key and both have the same value.
   *
   * @throws RefusedDataException when there is one; the caller must roll back
   */
  public void refuseMisplaced(Connection connection, List<Row> rows, ToLongFunction<Row> attempt)
      throws SQLException {
    List<DocumentId> ids = rows.stream().map(Row::id).toList();
    Set<DocumentId> placed = new HashSet<>();
    for (int from = 0; from < ids.size(); from += MOST_ROWS) {
      List<DocumentId> some = ids.subList(from, Math.min(from + MOST_ROWS, ids.size()));
      String sql =
          "SELECT id FROM %s WHERE id IN (%s)%s"
              .formatted(name, Sql.repeat("?", some.size()), ownRows);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        bindIds(statement, some);
        try (ResultSet found = statement.executeQuery()) {
          while (found.next()) {
            placed.add(DocumentId.of(found.getBytes(1)));
          }
        }
      }
    }
    for (Row next : rows) {
      if (!placed.contains(next.id())) {
        write(connection, List.of(next), attempt, ""); // makes the server name the key
      }
    }
  }

  /** The index after the last row that fits into this row's statement. */
  private static int end(List<Row> rows, int from) {
    long characters = characters(rows.get(from));
    int to = from + 1;
    while (to < rows.size() && to - from < MOST_ROWS) {
      characters += characters(rows.get(to));
      if (characters > MOST_CHARACTERS) {
        break;
      }
      to++;
    }
    return to;
  }

  private static long characters(Row row) {
    long characters = 0;
    for (Object value : row.values()) {
      characters += value instanceof String text ? text.length() : 0;
    }
    return characters;
  }

  private int write(
      Connection connection, List<Row> rows, ToLongFunction<Row> attempt, String otherwise)
      throws SQLException {
    String sql = insert + Sql.repeat(row, rows.size()) + otherwise;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int i = 1;
      for (Row next : rows) {
        statement.setBytes(i++, next.id().bytes());
        statement.setLong(i++, next.timestamp());
        for (Object value : next.values()) {
          bind(statement, i++, value);
        }
        statement.setObject(i++, LocalDateTime.ofInstant(next.occurredAt(), ZoneOffset.UTC));
        statement.setBytes(i++, next.contentHash().bytes());
        statement.setLong(i++, attempt.applyAsLong(next));
        if (type.layout().byDocument()) {
          boolean own = next.id().equals(next.document());
          statement.setBytes(i++, own ? null : next.document().bytes());
        }
      }
      return execute(connection, statement);
    }
  }

  private int execute(Connection connection, PreparedStatement statement) throws SQLException {
    try {
      return statement.executeUpdate();
    } catch (SQLException e) {
      if (RefusedDataException.isOne(e)) {
        throw new RefusedDataException(e.getMessage() + keyColumns(connection, e), e);
      }
      throw e;
    }
  }

  /** The columns of the unique key that refused a value, as an addition to the error. */
  private String keyColumns(Connection connection, SQLException e) throws SQLException {
    Matcher key = KEY.matcher(String.valueOf(e.getMessage()));
    if (e.getErrorCode() != RefusedDataException.DUPLICATE || !key.find()) {
      return "";
    }
    String table = type.table();
    String index = key.group(1);
    List<String> columns =
        Sql.list(
            connection,
            KEY_COLUMNS,
            row -> row.getString(1),
            table,
            index.startsWith(table + ".") ? index.substring(table.length() + 1) : index);
    return columns.isEmpty()
        ? ""
        : "; a unique key of %s allows each value of %s only once"
            .formatted(table, String.join(", ", columns));
  }

  /** Sets the most common types directly, which avoids the driver's type lookup. */
  private static void bind(PreparedStatement statement, int at, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case String text -> statement.setString(at, text);
      case Integer number -> statement.setInt(at, number);
      case Long number -> statement.setLong(at, number);
      case null, default -> statement.setObject(at, value);
    }
  }

  /**
   * Deletes rows of this type.
   *
   * @throws RefusedDataException when a foreign key or a trigger prevents a delete
   */
  public void delete(Connection connection, Collection<DocumentId> ids) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    String sql =
        "DELETE FROM %s WHERE id IN (%s)%s".formatted(name, Sql.repeat("?", ids.size()), ownRows);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bindIds(statement, ids);
      execute(connection, statement);
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

package dev.millrace.worker.store;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Packet;
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
import java.util.Collections;
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

  /** In the text of a row, where the number of the attempt goes. */
  private static final String ATTEMPT = "?attempt";

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
    List<String> parameters = new ArrayList<>(Collections.nCopies(columns.size(), "?"));
    parameters.set(columns.indexOf("written_by"), ATTEMPT);
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
    row =
        "(%s, NOW(3)%s)"
            .formatted(String.join(", ", parameters), byType ? ", '" + type.name() + "'" : "");
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
    Packet packet = new Packet();
    Found found = find(packet, documents);
    packet.send(connection);
    return found.get();
  }

  /** The answers to the queries for rows, there after the packet was sent. */
  public static final class Found {

    private final List<Packet.Answer<List<Entry>>> answers = new ArrayList<>();

    private record Entry(DocumentId document, DocumentId row, Stored stored) {

      static Entry read(ResultSet row) throws SQLException {
        return new Entry(
            DocumentId.of(row.getBytes(1)),
            DocumentId.of(row.getBytes(2)),
            new Stored(
                ContentHash.of(row.getBytes(3)),
                row.getObject(4, LocalDateTime.class).toInstant(ZoneOffset.UTC)));
      }
    }

    public Map<DocumentId, Map<DocumentId, Stored>> get() {
      Map<DocumentId, Map<DocumentId, Stored>> found = new HashMap<>();
      for (Packet.Answer<List<Entry>> answer : answers) {
        for (Entry entry : answer.get()) {
          found
              .computeIfAbsent(entry.document(), _ -> new HashMap<>(1))
              .put(entry.row(), entry.stored());
        }
      }
      return found;
    }
  }

  /** As {@link #find(Connection, Collection)}, in a packet. */
  public Found find(Packet packet, Collection<DocumentId> documents) {
    Found found = new Found();
    if (documents.isEmpty()) {
      return found;
    }
    Object[] ids = documents.stream().map(DocumentId::bytes).toArray();
    if (type.layout().byDocument()) {
      found.answers.add(find(packet, "id, id", "document_id IS NULL AND id", ids));
      found.answers.add(find(packet, "document_id, id", "document_id", ids));
    } else {
      found.answers.add(find(packet, "id, id", "id", ids));
    }
    return found;
  }

  private Packet.Answer<List<Found.Entry>> find(
      Packet packet, String keys, String by, Object[] ids) {
    return packet.list(
        "SELECT %s, content_hash, occurred_at FROM %s WHERE %s IN (%s)%s FOR UPDATE"
            .formatted(keys, name, by, Sql.repeat("?", ids.length), ownRows),
        Found.Entry::read,
        ids);
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
  public int upsert(Connection connection, List<Row> rows, long attempt) throws SQLException {
    int affected = 0;
    for (int from = 0, to; from < rows.size(); from = to) {
      to = end(rows, from);
      affected += write(connection, rows.subList(from, to), attempt, update);
    }
    return affected;
  }

  /**
   * The same, in a packet.
   *
   * @param attempt as SQL, the number of an attempt, before its index
   * @param index of the attempt that writes a row
   * @return what each of the statements affected
   */
  public List<Packet.Answer<Integer>> upsert(
      Packet packet, List<Row> rows, String attempt, ToLongFunction<Row> index) {
    List<Packet.Answer<Integer>> affected = new ArrayList<>();
    String numbered = row.replace(ATTEMPT, attempt + " ?");
    for (int from = 0, to; from < rows.size(); from = to) {
      to = end(rows, from);
      List<@Nullable Object> parameters = new ArrayList<>();
      for (Row next : rows.subList(from, to)) {
        add(parameters, next, index.applyAsLong(next));
      }
      affected.add(packet.update(insert + Sql.repeat(numbered, to - from) + update, parameters));
    }
    return affected;
  }

  private void add(List<@Nullable Object> parameters, Row row, long attempt) {
    parameters.add(row.id().bytes());
    parameters.add(row.timestamp());
    parameters.addAll(row.values());
    parameters.add(LocalDateTime.ofInstant(row.occurredAt(), ZoneOffset.UTC));
    parameters.add(row.contentHash().bytes());
    parameters.add(attempt);
    if (type.layout().byDocument()) {
      parameters.add(row.id().equals(row.document()) ? null : row.document().bytes());
    }
  }

  /**
   * Checks for upserted rows that were merged into the row of another id, because the table's owner
   * has added a unique key and both have the same value.
   *
   * @throws RefusedDataException when there is one; the caller must roll back
   */
  public void refuseMisplaced(Connection connection, List<Row> rows, long attempt)
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

  private int write(Connection connection, List<Row> rows, long attempt, String otherwise)
      throws SQLException {
    String sql = insert + Sql.repeat(row.replace(ATTEMPT, "?"), rows.size()) + otherwise;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      List<@Nullable Object> parameters = new ArrayList<>();
      int i = 1;
      for (Row next : rows) {
        parameters.clear();
        add(parameters, next, attempt);
        for (Object parameter : parameters) {
          Sql.bind(statement, i++, parameter);
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

  /**
   * Deletes rows of this type.
   *
   * @throws RefusedDataException when a foreign key or a trigger prevents a delete
   */
  public void delete(Connection connection, Collection<DocumentId> ids) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(deleteSql(ids.size()))) {
      bindIds(statement, ids);
      execute(connection, statement);
    }
  }

  /** The same, in a packet. */
  public void delete(Packet packet, Collection<DocumentId> ids) {
    if (!ids.isEmpty()) {
      List<@Nullable Object> keys = new ArrayList<>();
      ids.forEach(id -> keys.add(id.bytes()));
      packet.update(deleteSql(ids.size()), keys);
    }
  }

  private String deleteSql(int ids) {
    return "DELETE FROM %s WHERE id IN (%s)%s".formatted(name, Sql.repeat("?", ids), ownRows);
  }

  private static void bindIds(PreparedStatement statement, Collection<DocumentId> ids)
      throws SQLException {
    int i = 1;
    for (DocumentId id : ids) {
      statement.setBytes(i++, id.bytes());
    }
  }
}

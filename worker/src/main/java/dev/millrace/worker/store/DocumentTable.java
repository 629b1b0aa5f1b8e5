package dev.millrace.worker.store;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Packet;
import dev.millrace.database.Sql;
import dev.millrace.worker.mapping.row.ContentHash;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.Row;
import java.sql.Connection;
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
 * The table of a document type. All statements are multi-row and travel in packets of the caller's
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

  /** Maximum text of one statement, unless one row is larger. */
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
    type.mapping().columns().forEach(column -> columns.add(Sql.quote(column.name())));
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
   *
   * @param timestamp of the document, in unix seconds
   */
  public record Stored(ContentHash contentHash, Instant occurredAt, long timestamp) {}

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
                row.getObject(4, LocalDateTime.class).toInstant(ZoneOffset.UTC),
                row.getLong(5)));
      }
    }

    /** The rows, by document and then by their own id; documents without rows are omitted. */
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

  /**
   * Finds the rows of these documents. They stay locked until the transaction ends, so that no
   * other transaction moves one to another bucket first.
   */
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
        "SELECT %s, content_hash, occurred_at, timestamp FROM %s WHERE %s IN (%s)%s FOR UPDATE"
            .formatted(keys, name, by, Sql.repeat("?", ids.length), ownRows),
        Found.Entry::read,
        ids);
  }

  /**
   * Inserts or replaces rows.
   *
   * @param rows in the order of their ids
   * @param attempt as SQL: what is added to a row's index, or nothing
   * @param index of a row, which makes the number of the attempt that writes it
   * @return what each of the statements affected: 1 for each inserted row and 2 for each existing
   *     one, including a row that was merged into another row with the same value of a second
   *     unique key, see {@link #refuseMisplaced}
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
  public void refuseMisplaced(Connection connection, List<Row> rows) throws SQLException {
    Packet packet = new Packet();
    List<Packet.Answer<List<DocumentId>>> placed = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += MOST_ROWS) {
      List<Row> some = rows.subList(from, Math.min(from + MOST_ROWS, rows.size()));
      placed.add(
          packet.list(
              "SELECT id FROM %s WHERE id IN (%s)%s"
                  .formatted(name, Sql.repeat("?", some.size()), ownRows),
              row -> DocumentId.of(row.getBytes(1)),
              some.stream().map(row -> row.id().bytes()).toArray()));
    }
    packet.send(connection);
    Set<DocumentId> ids = new HashSet<>();
    placed.forEach(answer -> ids.addAll(answer.get()));
    for (Row next : rows) {
      if (!ids.contains(next.id())) {
        Packet again = new Packet();
        List<@Nullable Object> parameters = new ArrayList<>();
        add(parameters, next, 0);
        again.update(insert + row.replace(ATTEMPT, "?"), parameters);
        send(connection, again); // makes the server name the key
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
    return row.values().stream().mapToLong(Packet::size).sum();
  }

  /**
   * Sends a packet with statements for this table.
   *
   * @throws RefusedDataException when the server refuses a value, or a foreign key or a trigger
   *     prevents a delete
   */
  public void send(Connection connection, Packet packet) throws SQLException {
    try {
      packet.send(connection);
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

  /** Deletes rows of this type. */
  public void delete(Packet packet, Collection<DocumentId> ids) {
    if (!ids.isEmpty()) {
      packet.update(
          "DELETE FROM %s WHERE id IN (%s)%s".formatted(name, Sql.repeat("?", ids.size()), ownRows),
          ids.stream().map(DocumentId::bytes).toList());
    }
  }
}

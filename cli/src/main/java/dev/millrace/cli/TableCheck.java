package dev.millrace.cli;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.ColumnType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Window;
import dev.millrace.worker.mapping.DocumentId;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.MappedDocument.Accepted;
import dev.millrace.worker.mapping.MappedDocument.Filtered;
import dev.millrace.worker.mapping.MappedDocument.Rejected;
import dev.millrace.worker.mapping.Row;
import dev.millrace.worker.source.DocumentStream;
import dev.millrace.worker.source.SourceClient;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * I1: fetches a window once more, maps it, and compares it with the table, column by column, and
 * with the rejected documents. Holds the window's rows in memory.
 */
final class TableCheck {

  private static final int NAMED = 5;

  private final Database database;
  private final SourceClient source;

  TableCheck(Database database, SourceClient source) {
    this.database = database;
    this.source = source;
  }

  /** What differs; a few sentences at most. */
  List<String> differences(DocumentType type, Window window)
      throws IOException, InterruptedException {
    Map<DocumentId, Row> expected = new HashMap<>();
    Set<DocumentId> rejected = new HashSet<>();
    DocumentMapper mapper = new DocumentMapper(type);
    try (DocumentStream documents = source.open(type.name(), window)) {
      while (documents.next()) {
        switch (mapper.map(documents.buffer(), documents.offset(), documents.length())) {
          case Accepted(DocumentId id, Row row) -> {
            expected.put(id, row);
            rejected.remove(id);
          }
          case Filtered(DocumentId id) -> {
            expected.remove(id);
            rejected.remove(id);
          }
          case Rejected(DocumentId id, _, _, _) -> {
            expected.remove(id);
            rejected.add(id);
          }
        }
      }
    }
    Differences differences = new Differences(type.table());
    compareRows(type, window, expected, differences);
    compareRejected(type, rejected, differences);
    return differences.sentences;
  }

  private void compareRows(
      DocumentType type, Window window, Map<DocumentId, Row> expected, Differences differences) {
    String columns =
        type.columns().stream().map(c -> ", " + Sql.quote(c.name())).collect(Collectors.joining());
    String sql =
        "SELECT id, timestamp, occurred_at%s FROM %s WHERE timestamp >= ? AND timestamp < ?"
            .formatted(columns, Sql.quote(type.table()));
    database.transact(
        connection -> {
          Sql.list(
              connection,
              sql,
              row -> {
                DocumentId id = DocumentId.of(row.getBytes(1));
                Row fresh = expected.remove(id);
                differences.row(id, fresh, type.columns(), row);
                return id;
              },
              window.from(),
              window.to());
          return expected;
        });
    expected.keySet().forEach(id -> differences.add("row %s is missing".formatted(id)));
  }

  private void compareRejected(
      DocumentType type, Set<DocumentId> expected, Differences differences) {
    Set<DocumentId> kept =
        database.transact(
            connection ->
                Set.copyOf(
                    Sql.list(
                        connection,
                        "SELECT document FROM millrace_rejected WHERE type = ?",
                        row -> DocumentId.of(row.getBytes(1)),
                        type.name())));
    expected.stream()
        .filter(id -> !kept.contains(id))
        .forEach(id -> differences.add("rejected document %s was not kept".formatted(id)));
  }

  private static final class Differences {

    private final String table;
    private final List<String> sentences = new ArrayList<>();

    Differences(String table) {
      this.table = table;
    }

    void add(String sentence) {
      if (sentences.size() < NAMED) {
        sentences.add(table + ": " + sentence);
      }
    }

    void row(DocumentId id, @Nullable Row fresh, List<Column> columns, ResultSet row)
        throws SQLException {
      if (fresh == null) {
        add("row %s is not in the source".formatted(id));
        return;
      }
      compare(id, "timestamp", fresh.timestamp(), row.getLong(2));
      compare(
          id,
          "occurred_at",
          LocalDateTime.ofInstant(fresh.occurredAt(), ZoneOffset.UTC),
          row.getObject(3, LocalDateTime.class));
      for (int i = 0; i < columns.size(); i++) {
        compare(
            id,
            columns.get(i).name(),
            fresh.values().get(i),
            read(row, i + 4, columns.get(i).type()));
      }
    }

    private void compare(
        DocumentId id, String column, @Nullable Object fresh, @Nullable Object stored) {
      boolean equal =
          (fresh instanceof BigDecimal a && stored instanceof BigDecimal b)
              ? a.compareTo(b) == 0
              : Objects.equals(fresh, stored);
      if (!equal) {
        add("row %s has %s %s, but the source %s".formatted(id, column, stored, fresh));
      }
    }

    private static @Nullable Object read(ResultSet row, int index, ColumnType type)
        throws SQLException {
      Class<?> java =
          switch (type) {
            case ColumnType.Text _, ColumnType.Json _ -> String.class;
            case ColumnType.Int _ -> Integer.class;
            case ColumnType.BigInt _ -> Long.class;
            case ColumnType.Decimal _ -> BigDecimal.class;
            case ColumnType.FloatingPoint _ -> Double.class;
            case ColumnType.Bool _ -> Boolean.class;
            case ColumnType.Timestamp _ -> LocalDateTime.class;
            case ColumnType.Date _ -> LocalDate.class;
          };
      return row.getObject(index, java);
    }
  }
}

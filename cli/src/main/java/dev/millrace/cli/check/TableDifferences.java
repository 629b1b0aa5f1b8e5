package dev.millrace.cli.check;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.Row;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A few differences between a table and its source, one sentence each. */
final class TableDifferences {

  private static final int MOST = 5;

  private final String table;
  private final long firstAttempt;
  private final List<String> sentences = new ArrayList<>();
  private long older;

  TableDifferences(String table, long firstAttempt) {
    this.table = table;
    this.firstAttempt = firstAttempt;
  }

  List<String> sentences() {
    return sentences;
  }

  /** A sentence on the number of rows that only an earlier import had; empty without any. */
  Optional<String> older() {
    return Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %,d rows of an earlier import are not in these documents and are kept",
                table,
                older))
        .filter(_ -> older > 0);
  }

  void add(String sentence) {
    if (sentences.size() < MOST) {
      sentences.add(table + ": " + sentence);
    }
  }

  void row(DocumentId id, @Nullable Row fresh, List<Column> columns, ResultSet row)
      throws SQLException {
    if (fresh == null && row.getLong(4) < firstAttempt) {
      older++;
      return;
    }
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
          read(row, i + 5, columns.get(i).type()));
    }
  }

  private void compare(
      DocumentId id, String column, @Nullable Object fresh, @Nullable Object stored) {
    boolean equal =
        (fresh instanceof BigDecimal a && stored instanceof BigDecimal b)
            ? a.compareTo(b) == 0
            : Objects.equals(fresh, stored);
    if (!equal) {
      add("row %s: %s is %s, but %s in the source".formatted(id, column, stored, fresh));
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

package dev.millrace.cli.demo;

import dev.millrace.catalogue.Column;
import dev.millrace.operator.check.StoredRows.StoredRow;
import dev.millrace.text.CountText;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.Row;
import java.math.BigDecimal;
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
                "%s: %s not in these documents and %s kept",
                table,
                CountText.of(older, "row of an earlier import is", "rows of an earlier import are"),
                older == 1 ? "is" : "are"))
        .filter(_ -> older > 0);
  }

  void add(String sentence) {
    if (sentences.size() < MOST) {
      sentences.add(table + ": " + sentence);
    }
  }

  void row(DocumentId id, @Nullable Row fresh, List<Column> columns, StoredRow row) {
    if (fresh == null && row.writtenBy() < firstAttempt) {
      older++;
      return;
    }
    if (fresh == null) {
      add("row %s is not in the source".formatted(id));
      return;
    }
    compare(id, "timestamp", fresh.timestamp(), row.timestamp());
    compare(
        id,
        "occurred_at",
        LocalDateTime.ofInstant(fresh.occurredAt(), ZoneOffset.UTC),
        row.occurredAt());
    for (int i = 0; i < columns.size(); i++) {
      compare(id, columns.get(i).name(), fresh.values().get(i), row.values().get(i));
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
}

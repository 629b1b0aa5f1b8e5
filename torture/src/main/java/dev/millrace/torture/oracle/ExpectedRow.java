package dev.millrace.torture.oracle;

import dev.millrace.torture.jdbc.Tables.Row;
import dev.millrace.torture.source.Content;
import dev.millrace.torture.source.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row as it should be, by the mapping that this module knows.
 *
 * @param moment unix milliseconds
 * @param item null where a document is one row
 */
record ExpectedRow(
    String id, long moment, String name, String amount, @Nullable String item, String note) {

  /** The rows of a document; none unless it is stored. */
  static List<ExpectedRow> of(Kind kind, String id, long timestamp, Content content) {
    if (content.fate() != Content.Fate.STORED) {
      return List.of();
    }
    long moment = kind.countedByMoment() ? content.at() : timestamp * 1000;
    String name = Objects.requireNonNull(content.name());
    if (!kind.bundled()) {
      return List.of(new ExpectedRow(id, moment, name, content.amount(), null, content.note()));
    }
    List<ExpectedRow> rows = new ArrayList<>();
    for (int i = 0; i < content.items().size(); i++) {
      String item = Integer.toString(content.items().get(i));
      rows.add(new ExpectedRow(id + "#" + i, moment, name, content.amount(), item, content.note()));
    }
    return rows;
  }

  /**
   * Whether a row of the table is this one.
   *
   * @param strict whether it must have the column of the newer definition
   */
  boolean matches(Row row, boolean strict) {
    String stored = row.value("note");
    return row.text("row_id").equals(id)
        && row.number("moment") == moment
        && name.equals(row.value("name"))
        && amount.equals(row.value("amount"))
        && Objects.equals(item, row.value("item"))
        && (note.equals(stored) || (stored == null && !strict));
  }
}

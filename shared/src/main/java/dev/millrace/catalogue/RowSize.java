package dev.millrace.catalogue;

import dev.millrace.catalogue.ColumnType.Text;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** Keeps a table within the 65,535 bytes that MySQL and MariaDB allow the columns of a row. */
final class RowSize {

  static final int LIMIT = 65_535;

  /** The key, the audit columns and the bits that say which columns are NULL, rounded up. */
  private static final int OWN_COLUMNS = 500;

  /** DECIMAL(65) is the widest of the columns that are not text. */
  private static final int OTHER_COLUMN = 30;

  private static final int BYTES_PER_CHARACTER = 4;

  private RowSize() {}

  static void check(List<Column> columns, Node place, Problems problems) {
    long bytes = bytes(columns);
    if (bytes > LIMIT) {
      problems.at(place, problem(bytes));
    }
  }

  /** The most bytes that a row with these columns may need. */
  static long bytes(List<Column> columns) {
    return OWN_COLUMNS + columns.stream().mapToLong(column -> bytes(column.type())).sum();
  }

  static String problem(long bytes) {
    return ("the columns may need %d bytes a row and the database allows %d: shorten some texts, or"
            + " give the longest one a length above %d, which keeps it outside the row")
        .formatted(bytes, LIMIT, Text.MAX_VARCHAR);
  }

  private static long bytes(ColumnType type) {
    return type instanceof Text(int length, _) && length <= Text.MAX_VARCHAR
        ? (long) length * BYTES_PER_CHARACTER + 2
        : OTHER_COLUMN;
  }
}

package dev.millrace.catalogue;

import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.ColumnType.Text;
import java.util.Collection;
import java.util.Optional;

/**
 * Keeps a table within the limits of the servers: 65,535 bytes for the columns of a row, 8,126
 * bytes for the part of a row in its InnoDB page, and 1,017 columns. Only tables that no server
 * accepts are refused here; limits of one server are tried on the database itself before tables are
 * created.
 */
public final class RowSize {

  static final int LIMIT = 65_535;

  private static final int PAGE_LIMIT = 8_126;

  private static final int MOST_COLUMNS = 1_017;

  /** The columns that every type's table has. */
  private static final int OWN_COLUMNS = 6;

  /** Their bytes and the NULL bits of the columns, rounded up. */
  private static final int OWN_BYTES = 500;

  /** Their bytes in the page with the header of a row. */
  private static final int OWN_PAGE_BYTES = 105;

  /** DECIMAL(65) is the widest of the columns that are not text. */
  private static final int OTHER_COLUMN = 30;

  private static final int BYTES_PER_CHARACTER = 4;

  private RowSize() {}

  /** Why no server accepts a table with these columns; empty when one may. */
  public static Optional<String> problem(Collection<Column> columns) {
    if (columns.size() + OWN_COLUMNS > MOST_COLUMNS) {
      return Optional.of(
          ("there are %d columns, but the database allows only %d in addition to Millrace's own;"
                  + " remove %d")
              .formatted(
                  columns.size(),
                  MOST_COLUMNS - OWN_COLUMNS,
                  columns.size() + OWN_COLUMNS - MOST_COLUMNS));
    }
    long bytes = OWN_BYTES + columns.stream().mapToLong(column -> bytes(column.type())).sum();
    if (bytes > LIMIT) {
      return Optional.of(
          ("the columns may need %d bytes per row, but the database allows %d; shorten some texts,"
                  + " or give the longest one a length above %d, which stores it outside the row")
              .formatted(bytes, LIMIT, Text.MAX_VARCHAR));
    }
    long page =
        OWN_PAGE_BYTES
            + Math.ceilDiv(columns.size(), 8)
            + columns.stream().mapToLong(column -> column.type().pageBytes()).sum();
    return page < PAGE_LIMIT
        ? Optional.empty()
        : Optional.of(
            ("the %d columns need %d bytes in the page of a row, but the database allows fewer than"
                    + " %d; remove some, or store several of them in one json column")
                .formatted(columns.size(), page, PAGE_LIMIT));
  }

  private static long bytes(ColumnType type) {
    return type instanceof Text(int length, _) && length <= Text.MAX_VARCHAR
        ? (long) length * BYTES_PER_CHARACTER + 2
        : OTHER_COLUMN;
  }
}

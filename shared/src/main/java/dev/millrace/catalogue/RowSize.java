package dev.millrace.catalogue;

import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.ColumnType.BigInt;
import dev.millrace.catalogue.value.ColumnType.Bool;
import dev.millrace.catalogue.value.ColumnType.Date;
import dev.millrace.catalogue.value.ColumnType.Decimal;
import dev.millrace.catalogue.value.ColumnType.FloatingPoint;
import dev.millrace.catalogue.value.ColumnType.Int;
import dev.millrace.catalogue.value.ColumnType.Json;
import dev.millrace.catalogue.value.ColumnType.Text;
import dev.millrace.catalogue.value.ColumnType.Timestamp;
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

  /** VARCHARs up to this length stay in the page on MariaDB. */
  private static final int LONGEST_IN_PAGE = 63;

  /**
   * The bytes that MySQL keeps in the page for a longer text, and MariaDB for one outside the page.
   */
  private static final int MYSQL_PREFIX = 41;

  private static final int MARIADB_POINTER = 21;

  /** Bytes for the remaining digits; nine digits take four bytes. */
  private static final int[] DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4};

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
            + columns.stream().mapToLong(column -> pageBytes(column.type())).sum();
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

  /** Where the servers differ, the need of the more generous one. */
  private static int pageBytes(ColumnType type) {
    return switch (type) {
      case Text(int length, _) when length > LONGEST_IN_PAGE -> MARIADB_POINTER;
      case Text(int length, _) -> Math.min(length * BYTES_PER_CHARACTER + 1, MYSQL_PREFIX);
      case Json() -> MARIADB_POINTER;
      case Int() -> 4;
      case BigInt(), FloatingPoint() -> 8;
      case Decimal(int precision, int scale) -> digits(precision - scale) + digits(scale);
      case Bool() -> 1;
      case Timestamp(_) -> 7;
      case Date() -> 3;
    };
  }

  private static int digits(int digits) {
    return digits / 9 * 4 + DIGITS[digits % 9];
  }
}

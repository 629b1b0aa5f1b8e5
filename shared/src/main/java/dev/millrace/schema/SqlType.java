package dev.millrace.schema;

import dev.millrace.catalogue.value.ColumnType;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The type of a column in the database.
 *
 * @param name in upper case
 * @param size length or precision; 0 where it has none
 * @param scale digits after the point; 0 where it has none
 */
record SqlType(String name, int size, int scale) {

  private static final Pattern SPELLING = Pattern.compile("(\\w+)(?:\\((\\d+)(?:,(\\d+))?\\))?.*");

  private static final Set<String> WITHOUT_SIZE = Set.of("INT", "BIGINT");

  /** VARCHARs up to this length count it in one byte, longer ones in two. */
  private static final int LONGEST_IN_ONE_BYTE = 63;

  static SqlType of(ColumnType type) {
    return parse(type.sqlType());
  }

  /** From {@code column_type} of the information schema, or from a {@code CREATE TABLE}. */
  static SqlType parse(String spelling) {
    Matcher matcher = SPELLING.matcher(spelling.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      return new SqlType(spelling, 0, 0);
    }
    String name = matcher.group(1);
    int size = number(matcher.group(2));
    if (name.equals("TINYINT") && size == 1) {
      return new SqlType("BOOLEAN", 0, 0);
    }
    return WITHOUT_SIZE.contains(name)
        ? new SqlType(name, 0, 0)
        : new SqlType(name, size, number(matcher.group(3)));
  }

  /** Whether the other type can hold every value of this one exactly. */
  boolean widensTo(SqlType other) {
    return switch (name) {
      case "VARCHAR" -> other.isLongText() || (other.isA("VARCHAR") && other.size >= size);
      case "MEDIUMTEXT" -> other.isA("LONGTEXT");
      case "BOOLEAN" -> other.isA("INT") || other.isA("BIGINT") || other.hasWhole(1);
      case "INT" ->
          other.isA("BIGINT") || other.isA("DOUBLE") || other.hasWhole(10) || other.hasRoom(11);
      case "BIGINT" -> other.hasWhole(19) || other.hasRoom(20);
      case "DECIMAL" -> other.hasWhole(size - scale) && other.scale >= scale;
      case "FLOAT" -> other.isA("DOUBLE");
      case "DATE" -> other.isA("DATETIME");
      case "DATETIME" -> other.isA("DATETIME") && other.size >= size;
      default -> false;
    };
  }

  /** Whether the server makes that change without copying the table. */
  boolean widensAtOnce(SqlType other) {
    return isA("VARCHAR")
        && other.isA("VARCHAR")
        && (size > LONGEST_IN_ONE_BYTE || other.size <= LONGEST_IN_ONE_BYTE);
  }

  private boolean isA(String type) {
    return name.equals(type);
  }

  private boolean isLongText() {
    return isA("MEDIUMTEXT") || isA("LONGTEXT");
  }

  /** For whole numbers as texts: the smallest 64-bit number has 20 characters with its sign. */
  private boolean hasRoom(int characters) {
    return isLongText() || (isA("VARCHAR") && size >= characters);
  }

  private boolean hasWhole(int digits) {
    return isA("DECIMAL") && size - scale >= digits;
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  @Override
  public String toString() {
    return size == 0
        ? name
        : isA("DECIMAL")
            ? "%s(%d,%d)".formatted(name, size, scale)
            : "%s(%d)".formatted(name, size);
  }
}

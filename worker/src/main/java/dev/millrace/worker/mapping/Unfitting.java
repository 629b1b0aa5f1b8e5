package dev.millrace.worker.mapping;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.worker.mapping.OriginValue.Derived;
import dev.millrace.worker.mapping.row.Excerpt;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Rejection;

/** Explains why a value did not fit a column. */
final class Unfitting {

  private Unfitting() {}

  /** A value that is stored only as a hash is not quoted. */
  static Rejection rejection(Column column, Derived value, Conversion conversion) {
    String quoted =
        column.hashed() ? "a value that is not shown" : Excerpt.quote(value.scalar().text());
    return rejection(column.name(), value.path(), conversion, quoted);
  }

  static Rejection rejection(String column, String path, Conversion conversion, String quoted) {
    return switch (conversion) {
      case Conversion.Unfit(String expected) ->
          rejection(Reason.BAD_VALUE, column, path, expected, quoted);
      case Conversion.TooLong(String expected) ->
          rejection(Reason.TOO_LONG, column, path, expected, quoted);
      case Conversion.OutOfTime(String expected) ->
          rejection(Reason.BAD_MOMENT, column, path, expected, quoted);
      case Conversion.Value _ -> throw new IllegalArgumentException(column + " has a value");
    };
  }

  private static Rejection rejection(
      Reason reason, String column, String path, String expected, String quoted) {
    return new Rejection(
        reason, path, "%s: expected %s, found %s".formatted(column, expected, quoted));
  }
}

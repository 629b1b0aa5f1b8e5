package dev.millrace.worker.mapping;

import dev.millrace.catalogue.Conversion;

/** Says why a value did not become a column's. */
final class Unfitting {

  private Unfitting() {}

  static Rejection rejection(String column, String path, Conversion conversion, Found value) {
    return switch (conversion) {
      case Conversion.Unfit(String expected) ->
          rejection(Reason.BAD_VALUE, column, path, expected, value);
      case Conversion.TooLong(String expected) ->
          rejection(Reason.TOO_LONG, column, path, expected, value);
      case Conversion.OutOfTime(String expected) ->
          rejection(Reason.BAD_MOMENT, column, path, expected, value);
      case Conversion.Value _ -> throw new IllegalArgumentException(column + " has a value");
    };
  }

  private static Rejection rejection(
      Reason reason, String column, String path, String expected, Found value) {
    return new Rejection(
        reason, path, "%s: expected %s, found %s".formatted(column, expected, value.quoted()));
  }
}

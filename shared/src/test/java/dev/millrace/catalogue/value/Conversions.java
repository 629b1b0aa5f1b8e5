package dev.millrace.catalogue.value;

import static org.assertj.core.api.Assertions.assertThat;

/** Conversions for the tables of tests. */
final class Conversions {

  private Conversions() {}

  /** Scalar as JSON; the value as text, or the expected failure after an {@code !}. */
  static void assertConversion(ColumnType type, String json, String value, String expected) {
    String outcome =
        switch (type.convert(scalar(json))) {
          case Conversion.Value(Object converted) -> converted.toString();
          case Conversion.Unfit(String words) -> "!" + words;
          case Conversion.TooLong(String words) -> "!" + words;
          case Conversion.OutOfTime(String words) -> "!" + words;
        };
    if (value.startsWith("!")) {
      assertThat(outcome).startsWith(value).contains(expected);
    } else {
      assertThat(outcome).isEqualTo(value);
    }
  }

  private static Scalar scalar(String json) {
    if (json.startsWith("\"")) {
      return Scalar.text(json.substring(1, json.length() - 1));
    }
    return json.equals("true") || json.equals("false")
        ? Scalar.bool(Boolean.parseBoolean(json))
        : Scalar.number(json);
  }
}

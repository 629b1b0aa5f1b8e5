package dev.millrace.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.ColumnType.Bool;
import dev.millrace.catalogue.ColumnType.Decimal;
import dev.millrace.catalogue.ColumnType.Text;
import dev.millrace.catalogue.ColumnType.TooLong;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each table: scalar, then the value as text, or what is expected instead behind an {@code !}. */
final class ColumnTypeTest {

  @ParameterizedTest
  @CsvSource({
    "1,1",
    "-1,-1",
    "1.0,1",
    "1e3,1000",
    "1.5e1,15",
    "'\" 7 \"',7",
    "'\"7.0\"',7",
    "0e999,0",
    "2147483647,2147483647",
    "-2147483648,-2147483648",
    "2147483648,!",
    "-2147483649,!",
    "1.5,!",
    "1e999999999,!",
    "1e-999999999,!",
    "true,!",
    "'\"\"',!",
    "'\"seven\"',!",
    "'\"7,5\"',!",
    "'\"0x10\"',!",
    "'\"٧\"',!",
  })
  void integers_are_whole_numbers_of_32_bits(String json, String value) {
    assertConversion(new ColumnType.Int(), json, value, "a whole number of 32 bits");
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807,9223372036854775807",
    "-9223372036854775808,-9223372036854775808",
    "9223372036854775808,!",
    "-9223372036854775809,!",
    "1e18,1000000000000000000",
    "1e19,!",
    "0.1,!",
    "'\"1234567890123456789\"',1234567890123456789",
  })
  void bigints_are_whole_numbers_of_64_bits(String json, String value) {
    assertConversion(new ColumnType.BigInt(), json, value, "a whole number of 64 bits");
  }

  @ParameterizedTest
  @CsvSource({
    "7.5,7.50",
    "'\"7.5\"',7.50",
    "'\" 7.5\n\"',7.50",
    "1,1.00",
    "1.005,1.01",
    "-1.005,-1.01",
    "1.0049,1.00",
    "0.001,0.00",
    "999.99,999.99",
    "999.995,!",
    "1000,!",
    "1e2,100.00",
    "1e300,!",
    "1e-300,0.00",
    "0,0.00",
    "'\"7,5\"',!",
    "'\"7.5h\"',!",
    "false,!",
    "'\"\"',!",
  })
  void decimals_round_their_fraction_and_keep_every_digit_before_it(String json, String value) {
    assertConversion(new Decimal(5, 2), json, value, "at most 3 digits before the point");
  }

  @ParameterizedTest
  @CsvSource({
    "7.5,7.5",
    "'\"7.5\"',7.5",
    "1e308,1.0E308",
    "1e309,!",
    "1e-402,!",
    "1e-400,0.0",
    "-0,0.0",
    "2,2.0",
    "'\"NaN\"',!",
    "'\"Infinity\"',!",
    "true,!",
  })
  void doubles_are_finite(String json, String value) {
    assertConversion(new ColumnType.FloatingPoint(), json, value, "fits 64-bit floating point");
  }

  @ParameterizedTest
  @CsvSource({
    "true,true",
    "false,false",
    "1,true",
    "0,false",
    "1.0,true",
    "-1,!",
    "2,!",
    "'\"true\"',!",
    "'\"1\"',!",
    "'\"\"',!",
  })
  void booleans_are_true_false_one_or_zero(String json, String value) {
    assertConversion(new Bool(), json, value, "true, false, 1 or 0");
  }

  @ParameterizedTest
  @CsvSource({
    "1433323321,2015-06-03T09:22:01",
    "1433323321.9876,2015-06-03T09:22:01.987",
    "'\"1433323321\"',2015-06-03T09:22:01",
    "'\"2015-06-03T11:22:01+02:00\"',2015-06-03T09:22:01",
    "'\"2015-06-03T11:22:01.123999999+02:00\"',2015-06-03T09:22:01.123",
    "'\"2015-06-03T09:22Z\"',2015-06-03T09:22",
    "0,1970-01-01T00:00",
    "'\"2261-12-31T23:59:59.999Z\"',2261-12-31T23:59:59.999",
    "'\"2015-06-03T11:22:01\"',!unix seconds or",
    "'\"2015-06-03\"',!unix seconds or",
    "'\"yesterday\"',!unix seconds or",
    "true,!unix seconds or",
    "-1,!a moment between",
    "-0.001,!a moment between",
    "9214646400,!a moment between",
    "'\"2262-01-01T00:00:00Z\"',!a moment between",
    "'\"1969-12-31T23:59:59Z\"',!a moment between",
    "1e300,!a moment between",
    "1433323321000,!a moment between",
    "'\"+999999999-01-01T00:00:00Z\"',!a moment between",
  })
  void timestamps_are_seconds_or_iso_texts(String json, String value) {
    assertConversion(new ColumnType.Timestamp(MomentUnit.SECONDS_OR_ISO), json, value, "");
  }

  @ParameterizedTest
  @CsvSource({
    "SECONDS,1433323321,2015-06-03T09:22:01",
    "SECONDS,'\"2015-06-03T09:22Z\"',!unix seconds",
    "MILLISECONDS,1433323321987,2015-06-03T09:22:01.987",
    "MILLISECONDS,1433323321987.9,2015-06-03T09:22:01.987",
    "ISO,1433323321,!an ISO 8601 moment",
    "ISO,'\"2015-06-03T09:22Z\"',2015-06-03T09:22",
  })
  void a_unit_reads_nothing_else(MomentUnit unit, String json, String value) {
    assertConversion(new ColumnType.Timestamp(unit), json, value, "");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"2024-02-29\"',2024-02-29",
    "'\"1000-01-01\"',1000-01-01",
    "'\"0999-12-31\"',!",
    "'\"+10000-01-01\"',!",
    "'\"2023-02-29\"',!",
    "'\"2024-02-29T00:00:00Z\"',!",
    "20240229,!",
  })
  void dates_are_days(String json, String value) {
    assertConversion(new ColumnType.Date(), json, value, "a day like 2024-05-31");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"abc\"',abc",
    "'\"abcd\"',!",
    "'\"😀😀😀\"',😀😀😀",
    "'\"😀😀😀😀\"',!",
    "1.0,1.0",
    "1e2,1e2",
    "1234,!",
  })
  void texts_are_counted_in_characters(String json, String value) {
    assertConversion(new Text(3, TooLong.REJECT), json, value, "at most 3 characters");
  }

  @Test
  void a_text_is_cut_between_characters_where_that_is_allowed() {
    Text type = new Text(3, TooLong.TRUNCATE);

    assertThat(type.convert(Scalar.text("a😀😀😀"))).isEqualTo(new Conversion.Value("a😀😀"));
    assertThat(type.convert(Scalar.bool(true))).isEqualTo(new Conversion.Value("tru"));
    assertThat(type.convert(Scalar.text("\0\0\0"))).isEqualTo(new Conversion.Value("\0\0\0"));
  }

  @Test
  void half_a_surrogate_pair_is_no_text() {
    for (String text : List.of("\ud83d", "a\ud83d", "\ude00a", "\ud83d\ud83d\ude00")) {
      assertThat(Text.DEFAULT.convert(Scalar.text(text))).isInstanceOf(Conversion.Unfit.class);
    }
  }

  @Test
  void a_number_that_goes_on_for_ever_is_no_number() {
    assertThat(new Bool().convert(Scalar.number("1".repeat(1_000_000))))
        .isInstanceOf(Conversion.Unfit.class);
  }

  @Test
  void sql_types_are_those_that_both_servers_have() {
    assertThat(Text.DEFAULT.sqlType()).isEqualTo("VARCHAR(255) CHARACTER SET utf8mb4");
    assertThat(new Text(16_383, TooLong.REJECT).sqlType()).startsWith("VARCHAR(16383)");
    assertThat(new Text(16_384, TooLong.REJECT).sqlType())
        .isEqualTo("MEDIUMTEXT CHARACTER SET utf8mb4");
    assertThat(new Decimal(10, 2).sqlType()).isEqualTo("DECIMAL(10,2)");
    assertThat(new ColumnType.Timestamp(MomentUnit.ISO).sqlType()).isEqualTo("DATETIME(3)");
    assertThat(new ColumnType.Json().sqlType()).isEqualTo("LONGTEXT CHARACTER SET utf8mb4");
  }

  private static void assertConversion(
      ColumnType type, String json, String value, String expected) {
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

package dev.millrace.catalogue.value;

import static dev.millrace.catalogue.value.Conversions.assertConversion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.value.ColumnType.Bool;
import dev.millrace.catalogue.value.ColumnType.Decimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumberConversionTest {

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
    "1e-500,0.00",
    "-1e-999999999,0.00",
    "1e999999999,!",
    "'\"NaN\"',!",
    "'\"Infinity\"',!",
    "'\"0x10\"',!",
    "'\"true\"',!",
    "'\" 7.5 \"',7.50",
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
    "1e-402,0.0",
    "1e-999999999,0.0",
    "'\"NaN\"',!",
    "'\"-Infinity\"',!",
    "'\"0x1p3\"',!",
    "'\"1d\"',!",
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

  @Test
  void an_endless_number_is_not_a_number() {
    assertThat(new Bool().convert(Scalar.number("1".repeat(1_000_000))))
        .isInstanceOf(Conversion.Unfit.class);
  }
}

package dev.millrace.catalogue;

import static dev.millrace.catalogue.Conversions.assertConversion;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MomentConversionTest {

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
}

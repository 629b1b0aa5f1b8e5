package dev.millrace.catalogue.value;

import static dev.millrace.catalogue.value.Conversions.assertConversion;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MomentConversionTest {

  @ParameterizedTest
  @CsvSource({
    "1433323321,2015-06-03T09:22:01",
    "1433323321.9876,2015-06-03T09:22:01.987",
    "'\"1433323321\"',!unix seconds or",
    "'\"20240531\"',!unix seconds or",
    "'\"1e9\"',!unix seconds or",
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
  @CsvSource(
      delimiter = '|',
      value = {
        "2015-06-03T11:22:01+0200           | 2015-06-03T09:22:01",
        "2015-06-03T11:22:01+02             | 2015-06-03T09:22:01",
        "2015-06-03T11:22:01+02:00          | 2015-06-03T09:22:01",
        "2015-06-03T11:22:01+02:00:01       | 2015-06-03T09:22",
        "2015-06-03T05:22:01\u22120400      | 2015-06-03T09:22:01",
        "2015-06-03t09:22:01z               | 2015-06-03T09:22:01",
        "2015-06-03 09:22:01Z               | 2015-06-03T09:22:01",
        "20150603T092201Z                   | 2015-06-03T09:22:01",
        "20150603T1122+0200                 | 2015-06-03T09:22",
        "2015-W23-3T09:22:01Z               | 2015-06-03T09:22:01",
        "2015W233T092201Z                   | 2015-06-03T09:22:01",
        "2015-154T09:22:01Z                 | 2015-06-03T09:22:01",
        "2015154T09Z                        | 2015-06-03T09:00",
        "2015-06-03T24:00:00Z               | 2015-06-04T00:00",
        "2015-06-03T24:00+02:00             | 2015-06-03T22:00",
        "2016-12-31T23:59:60Z               | 2017-01-01T00:00",
        "2017-01-01T00:59:60.5+01:00        | 2017-01-01T00:00:00.500",
        "2015-06-03T09:22:01,987Z           | 2015-06-03T09:22:01.987",
        "2015-06-03T09:22:01.987654321098Z  | 2015-06-03T09:22:01.987",
        "2015-06-03T09:22:01.98765432109876543210Z | 2015-06-03T09:22:01.987",
        "2015-06-03T09:22.5Z                | 2015-06-03T09:22:30",
        "2015-06-03T09,5Z                   | 2015-06-03T09:30",
        "2015-06-03T24:00:01Z               | !",
        "2015-06-03T25:00:00Z               | !",
        "2015-06-03T12:00:60Z               | !",
        "2015-06-03T23:59:61Z               | !",
        "2015-06-03T23:60:00Z               | !",
        "2015-02-29T00:00:00Z               | !",
        "2015-W54-1T00:00:00Z               | !",
        "2015-366T00:00:00Z                 | !",
        "2015-06-03T09:22:01                | !",
        "2015-06-03T09:22:01+19:00          | !",
        "2015-06-03T09:22:01 CET            | !",
        "2015-06-03T09:22:01.Z              | !",
        "03/06/2015 09:22:01Z               | !",
        "20150603                           | !",
        "201506                             | !",
      })
  void iso_8601_is_read_strictly(String text, String value) {
    assertConversion(
        new ColumnType.Timestamp(MomentUnit.ISO), "\"" + text + "\"", value, "an ISO 8601 moment");
  }

  @ParameterizedTest
  @CsvSource({
    "SECONDS,'\"1433323321\"',2015-06-03T09:22:01",
    "MILLISECONDS,'\"1433323321987\"',2015-06-03T09:22:01.987",
    "SECONDS,1433323321,2015-06-03T09:22:01",
    "SECONDS,'\"2015-06-03T09:22Z\"',!unix seconds",
    "MILLISECONDS,1433323321987,2015-06-03T09:22:01.987",
    "MILLISECONDS,1433323321987.9,2015-06-03T09:22:01.987",
    "ISO,1433323321,!an ISO 8601 moment",
    "ISO,'\"2015-06-03T09:22Z\"',2015-06-03T09:22",
    "ISO_UTC,'\"2015-06-03 09:22:01.5\"',2015-06-03T09:22:01.500",
    "ISO_UTC,'\"2015-06-03T09:22:01\"',2015-06-03T09:22:01",
    "ISO_UTC,'\"2015-06-03T11:22:01+02:00\"',2015-06-03T09:22:01",
    "ISO_UTC,'\"2015-06-03T09:22:01Z\"',2015-06-03T09:22:01",
    "ISO_UTC,'\"1969-12-31T23:59:59\"',!a moment between",
    "ISO_UTC,'\"2015-06-03\"',!an ISO 8601 moment",
    "ISO_UTC,'\"yesterday\"',!an ISO 8601 moment",
    "ISO_UTC,1433323321,!an ISO 8601 moment",
  })
  void a_unit_reads_only_its_own_format(MomentUnit unit, String json, String value) {
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

package dev.millrace.catalogue.http;

import org.jspecify.annotations.Nullable;

/**
 * How an API says that a quota is exhausted.
 *
 * @param header the header that says so
 * @param is its value then
 * @param until the header with the end of the wait; null where Retry-After has it
 * @param unit how that is written
 */
public record QuotaWait(String header, String is, @Nullable String until, Unit unit) {

  /** How the end of a wait is written. */
  public enum Unit {
    /** Unix seconds. */
    SECONDS("s"),
    /** Unix milliseconds. */
    MILLISECONDS("ms"),
    /** ISO 8601 with an offset. */
    ISO("iso"),
    /** Seconds from now. */
    SECONDS_FROM_NOW("in_s");

    private final String spelling;

    Unit(String spelling) {
      this.spelling = spelling;
    }

    /** Its name in a definition. */
    public String spelling() {
      return spelling;
    }
  }
}

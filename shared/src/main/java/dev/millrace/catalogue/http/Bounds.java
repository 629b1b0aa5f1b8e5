package dev.millrace.catalogue.http;

/** What an API does at the two bounds of a span. */
public enum Bounds {
  /** It includes the first and excludes the last: {@code from ≤ t < to}. */
  HALF_OPEN("half_open"),
  /** It includes both: {@code from ≤ t ≤ to}. */
  CLOSED("closed"),
  /** It excludes both: {@code from < t < to}. */
  OPEN("open");

  private final String spelling;

  Bounds(String spelling) {
    this.spelling = spelling;
  }

  /** Its name in a definition. */
  public String spelling() {
    return spelling;
  }
}

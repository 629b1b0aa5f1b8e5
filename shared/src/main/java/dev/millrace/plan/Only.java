package dev.millrace.plan;

import java.util.Locale;

/** Which part of its window a backfill imports. */
public enum Only {
  /** Spans that are neither covered nor under way. */
  MISSING,
  /** Dead slices. */
  DEAD,
  /** All of it, including imported spans. */
  ALL,
  /** Spans written by an older definition of the type. */
  OLDER_DEFINITION;

  /** Its spelling on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

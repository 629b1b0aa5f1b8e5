package dev.millrace.plan;

import java.util.Locale;

/** Which part of its window a backfill imports. */
public enum Only {
  /** What is neither covered nor under way. */
  MISSING,
  /** What was given up. */
  DEAD,
  /** All of it, also what is there already. */
  ALL,
  /** What an older definition of the type has written. */
  OLDER_DEFINITION;

  /** As the command line spells it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

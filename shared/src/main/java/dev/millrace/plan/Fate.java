package dev.millrace.plan;

import java.util.Locale;

/** What has become, or will become, of a second of a type. Each second has exactly one fate. */
public enum Fate {
  /** A slice that is done covers it. */
  IMPORTED,
  /** A slice asks for it and has not ended. */
  UNDER_WAY,
  /** A person has excluded it, until the exclusion is lifted. */
  EXCLUDED,
  /** Its slice has failed for good and waits for a person. */
  DEAD,
  /** A person has cancelled the slice of the schedule, or the healing slice, that asked for it. */
  CANCELLED,
  /** Expected, and none of the above: the next ticks heal it. */
  MISSING,
  /** Expected, and in the regular window of the next tick. */
  DUE,
  /** Before the type begins, or not settled yet. */
  NOT_EXPECTED;

  /** As a person reads it, such as {@code under way}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The name of its field in JSON, without a unit. */
  public String field() {
    return this == IMPORTED ? "covered" : name().toLowerCase(Locale.ROOT);
  }

  /** Whether it is a gap: expected or asked for by now, and not imported. */
  public boolean gap() {
    return this == UNDER_WAY || this == DEAD || this == CANCELLED || this == MISSING;
  }
}

package dev.millrace.plan;

import java.util.Locale;

/** The state of a second of a type. Each second has exactly one fate. */
public enum Fate {
  /** A done slice covers it. */
  IMPORTED,
  /** An open slice covers it. */
  UNDER_WAY,
  /** An operator has excluded it, until the exclusion is lifted. */
  EXCLUDED,
  /** Its slice is dead and needs an operator. */
  DEAD,
  /** An operator has cancelled its regular or healing slice. */
  CANCELLED,
  /** Expected, and none of the above: the next ticks heal it. */
  MISSING,
  /** Expected, and in the regular window of the next tick. */
  DUE,
  /** Before the type begins, within the source lag, or of an awaited file. */
  NOT_EXPECTED;

  /** Its name in texts, such as {@code under way}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The name of its field in JSON, without a unit. */
  public String field() {
    return this == IMPORTED ? "covered" : name().toLowerCase(Locale.ROOT);
  }

  /** Whether an import is behind with it: a gap, or due. */
  public boolean behind() {
    return gap() || this == DUE;
  }

  /** Whether it is a gap: expected or requested by now, and not imported. */
  public boolean gap() {
    return this == UNDER_WAY || this == DEAD || this == CANCELLED || this == MISSING;
  }
}

package dev.millrace.time;

/** Distinguishes unix seconds from numbers that are mistaken for them. */
public final class UnixSeconds {

  /** The year 5138; requests that mean "for ever" end here. */
  private static final long LAST = 100_000_000_000L;

  /** The same year in milliseconds. */
  private static final long LAST_IN_MILLISECONDS = 1_000 * LAST;

  private UnixSeconds() {}

  /** Whether it is a plausible moment in milliseconds, and not one in seconds. */
  public static boolean looksLikeMilliseconds(long number) {
    return number > LAST && number < LAST_IN_MILLISECONDS;
  }
}

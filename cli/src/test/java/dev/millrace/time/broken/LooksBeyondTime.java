package dev.millrace.time.broken;

import dev.millrace.broken.SpanHelper;

/** Belongs to time and needs more. */
final class LooksBeyondTime {
  private LooksBeyondTime() {}

  static long seconds(long from, long to) {
    return SpanHelper.seconds(from, to);
  }
}

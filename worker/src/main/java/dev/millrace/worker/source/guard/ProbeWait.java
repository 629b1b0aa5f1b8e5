package dev.millrace.worker.source.guard;

import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** How long slices wait for a source that keeps failing. */
public final class ProbeWait {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST_HALF = Duration.ofMinutes(15);

  private ProbeWait() {}

  /**
   * Until the next probe, and at least half of the time for which the source has been failing, up
   * to 15 minutes.
   *
   * @param failing for how long
   * @param probe in what time the source is asked again; negative when that is due
   */
  public static Duration of(Duration failing, Duration probe) {
    Duration half = failing.dividedBy(2);
    return Stream.of(SHORTEST, probe, half.compareTo(LONGEST_HALF) < 0 ? half : LONGEST_HALF)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }
}

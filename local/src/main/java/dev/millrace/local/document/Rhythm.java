package dev.millrace.local.document;

import java.util.Random;
import java.util.stream.IntStream;

/** How the documents of a day spread over its hours; one weight for each hour of UTC. */
enum Rhythm {
  EVEN(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
  OFFICE(1, 0, 0, 0, 0, 2, 9, 22, 30, 34, 28, 20, 31, 33, 27, 15, 6, 4, 4, 5, 4, 3, 2, 1),
  AFTERNOON(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 3, 6, 14, 40, 30, 9, 3, 1, 0, 0, 0, 0, 0),
  NIGHTLY(0, 0, 1, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private static final long HOUR = 3_600_000_000L;

  @SuppressWarnings("ImmutableEnumChecker") // written once
  private final int[] weights;

  Rhythm(int... weights) {
    this.weights = weights;
  }

  /** A number of moments in ascending order, in microseconds since midnight. */
  long[] moments(int count, Random random) {
    return IntStream.range(0, count)
        .mapToLong(_ -> hour(random) * HOUR + (long) (random.nextDouble() * HOUR))
        .sorted()
        .toArray();
  }

  private int hour(Random random) {
    int left = random.nextInt(IntStream.of(weights).sum());
    int hour = 0;
    while (left >= weights[hour]) {
      left -= weights[hour++];
    }
    return hour;
  }
}

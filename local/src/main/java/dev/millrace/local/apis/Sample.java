package dev.millrace.local.apis;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The documents with which a stand-in begins; the same sample gives the same documents.
 *
 * @param from the start of their timestamps
 * @param to the end, exclusive
 * @param documents how many there are, for APIs with partitions in each
 */
public record Sample(Instant from, Instant to, int documents, long seed) {
  private static final int ONE_IN_EDGE = 12;
  private static final int ONE_IN_TWIN = 20;

  /** Refuses an empty span and a negative number of documents. */
  public Sample {
    if (!from.isBefore(to) || documents < 0) {
      throw new IllegalArgumentException(
          "a sample needs from before to and no negative documents: %s, %s, %d"
              .formatted(from, to, documents));
    }
  }

  /**
   * The timestamps in ascending order, whole units. Some lie exactly on an hour or one unit before
   * it, where windows begin and end, and some are equal.
   *
   * @param salt tells the partitions of an API apart
   */
  List<Instant> timestamps(ChronoUnit unit, int salt) {
    Random random = random(salt);
    long first = ceiling(from, unit);
    long end = ceiling(to, unit);
    long hour = Duration.ofHours(1).dividedBy(unit.getDuration());
    long[] units = new long[documents];
    for (int i = 0; i < documents; i++) {
      long at = first + (long) (random.nextDouble() * (end - first));
      if (i > 0 && random.nextInt(ONE_IN_TWIN) == 0) {
        at = units[i - 1];
      } else if (random.nextInt(ONE_IN_EDGE) == 0) {
        at = Math.floorDiv(at, hour) * hour - random.nextInt(2);
      }
      units[i] = Math.clamp(at, first, end - 1);
    }
    return Arrays.stream(units).sorted().mapToObj(at -> Instant.EPOCH.plus(at, unit)).toList();
  }

  /** For the content of the documents. */
  Random random(int salt) {
    return new Random(31 * seed + salt);
  }

  private static long ceiling(Instant moment, ChronoUnit unit) {
    Instant floor = moment.truncatedTo(unit);
    long units = unit.between(Instant.EPOCH, floor);
    return floor.equals(moment) ? units : units + 1;
  }
}

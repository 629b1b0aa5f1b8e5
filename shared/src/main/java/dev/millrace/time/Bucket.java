package dev.millrace.time;

import java.time.Instant;

/**
 * Five minutes of events, {@code [start, start + 300)} in unix seconds, labelled by its start.
 *
 * @param start unix seconds, a multiple of {@link #SECONDS}
 */
public record Bucket(long start) implements Comparable<Bucket> {

  /** The length of every bucket in seconds. */
  public static final long SECONDS = 300;

  /**
   * @throws IllegalArgumentException when the start is not on the grid
   */
  public Bucket {
    if (Math.floorMod(start, SECONDS) != 0) {
      throw new IllegalArgumentException("a bucket starts at a multiple of 300 s, not at " + start);
    }
  }

  /** The bucket that holds the moment. */
  public static Bucket of(Instant moment) {
    long second = moment.getEpochSecond();
    return new Bucket(second - Math.floorMod(second, SECONDS));
  }

  /** The window extended to the edges of the buckets that it touches. */
  public static Window covering(Window window) {
    return new Window(
        window.from() - Math.floorMod(window.from(), SECONDS),
        window.to() + Math.floorMod(-window.to(), SECONDS));
  }

  public Window window() {
    return new Window(start, start + SECONDS);
  }

  @Override
  public int compareTo(Bucket other) {
    return Long.compare(start, other.start);
  }
}

package dev.millrace.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A half-open span {@code [from, to)} of time in unix seconds; never empty.
 *
 * <p>Seconds and not {@link Instant}s, because all users of a window count in seconds: messages,
 * ledger and document API.
 *
 * @param from the first second inside
 * @param to the first second after it
 */
public record Window(long from, long to) {

  private static final long FIRST = Instant.MIN.getEpochSecond();
  private static final long LAST = Instant.MAX.getEpochSecond();

  /**
   * @throws IllegalArgumentException unless {@code from < to} and both are within the range of
   *     {@link Instant}
   */
  public Window {
    if (from >= to || from < FIRST || to > LAST) {
      throw new IllegalArgumentException(
          "a window needs two moments with from < to, but got [%d, %d)".formatted(from, to));
    }
  }

  /** The window of the given length that ends just before {@code to}. */
  public static Window before(Instant to, Duration length) {
    return new Window(to.getEpochSecond() - length.toSeconds(), to.getEpochSecond());
  }

  public long seconds() {
    return to - from;
  }

  /**
   * Its two halves in order, as long as each other or the first a second shorter.
   *
   * @throws IllegalArgumentException when it is a single second
   */
  public List<Window> halves() {
    long middle = from + seconds() / 2;
    return List.of(new Window(from, middle), new Window(middle, to));
  }

  /**
   * Its two parts at the grid line closest before its middle.
   *
   * @param grain of the grid, which counts from the epoch; in seconds
   * @throws IllegalArgumentException unless it is {@link #divisible}
   */
  public List<Window> halves(long grain) {
    long first = ceiling(from + 1, grain);
    long last = floor(to - 1, grain);
    if (first > last) {
      throw new IllegalArgumentException(
          "%s has no grid line of %d s inside".formatted(this, grain));
    }
    long line = Math.clamp(floor(from + seconds() / 2, grain), first, last);
    return List.of(new Window(from, line), new Window(line, to));
  }

  /** Whether a line of the grid is inside. */
  public boolean divisible(long grain) {
    return ceiling(from + 1, grain) <= floor(to - 1, grain);
  }

  /** The narrowest window between lines of the grid that holds this one. */
  public Window outward(long grain) {
    return new Window(floor(from, grain), ceiling(to, grain));
  }

  /** The last line of a grid at or before a second. */
  public static long floor(long second, long grain) {
    return Math.floorDiv(second, grain) * grain;
  }

  /** The first line of a grid at or after a second. */
  public static long ceiling(long second, long grain) {
    return Math.ceilDiv(second, grain) * grain;
  }

  /** Whether they have a second in common. */
  public boolean overlaps(Window other) {
    return from < other.to && other.from < to;
  }

  /** The intersection with the other window; empty when there is none. */
  public Optional<Window> clippedTo(Window other) {
    long start = Math.max(from, other.from);
    long end = Math.min(to, other.to);
    return start < end ? Optional.of(new Window(start, end)) : Optional.empty();
  }

  /** The parts of this window that none of the others covers, in order. */
  public List<Window> without(Collection<Window> others) {
    List<Window> left = new ArrayList<>();
    long start = from;
    for (Window other : others.stream().sorted(Comparator.comparingLong(Window::from)).toList()) {
      long end = Math.min(other.from, to);
      if (start < end) {
        left.add(new Window(start, end));
      }
      start = Math.max(start, other.to);
    }
    if (start < to) {
      left.add(new Window(start, to));
    }
    return left;
  }

  @Override
  public String toString() {
    return "[%s, %s)".formatted(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to));
  }
}

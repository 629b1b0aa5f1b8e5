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

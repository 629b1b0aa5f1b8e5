package dev.millrace.cli.terminal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/** The rate of progress over the last minutes, from samples. Not thread-safe. */
public final class MovingRate {

  /** Longer than the interval of sweeps, so that portions even out. */
  private static final long SPAN_NANOS = Duration.ofMinutes(3).toNanos();

  private final Deque<Sample> samples = new ArrayDeque<>();

  private record Sample(long nanos, long done) {}

  public void add(long nanos, long done) {
    samples.addLast(new Sample(nanos, done));
    while (nanos - samples.getFirst().nanos() > SPAN_NANOS) {
      samples.removeFirst();
    }
  }

  /** How long the rest takes at this rate; empty while there is no progress. */
  public OptionalLong nanosFor(long rest) {
    if (samples.isEmpty()) {
      return OptionalLong.empty();
    }
    long done = samples.getLast().done() - samples.getFirst().done();
    long nanos = samples.getLast().nanos() - samples.getFirst().nanos();
    return rest == 0
        ? OptionalLong.of(0)
        : done <= 0 ? OptionalLong.empty() : OptionalLong.of((long) ((double) rest / done * nanos));
  }
}

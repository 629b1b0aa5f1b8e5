package dev.millrace.worker.ingest;

import dev.millrace.ledger.Counts;
import java.time.Duration;
import java.util.Optional;

/** What was written of a slice, beside its limits. Not thread-safe. */
final class Progress {

  private final SliceLimits limits;
  private final long begunNanos;
  private Counts counts = Counts.NONE;
  private long bytes;

  Progress(SliceLimits limits, long nowNanos) {
    this.limits = limits;
    this.begunNanos = nowNanos;
  }

  void written(Counts more, long moreBytes) {
    counts = counts.plus(more);
    bytes += moreBytes;
  }

  Counts counts() {
    return counts;
  }

  /**
   * What was written, once that is all.
   *
   * @param fetched how many documents the answer proved to have
   * @throws IllegalStateException when one of them is in no class
   */
  Counts whole(long fetched) {
    if (counts.fetched() != fetched) {
      throw new IllegalStateException(
          "%d documents were fetched, but %d are accounted for"
              .formatted(fetched, counts.fetched()));
    }
    return counts;
  }

  /** How much of the time is left; none when it is over. */
  Duration left(long nowNanos) {
    Duration left = limits.time().minusNanos(nowNanos - begunNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** The limit that was met, in words; empty while there is none. */
  Optional<String> limit(long nowNanos) {
    if (counts.fetched() >= limits.documents()) {
      return Optional.of("more than %d documents".formatted(counts.fetched()));
    }
    if (bytes >= limits.bytes()) {
      return Optional.of("more than %d bytes of documents".formatted(bytes));
    }
    if (left(nowNanos).isZero()) {
      return Optional.of(
          "more than %d documents after %d s"
              .formatted(counts.fetched(), limits.time().toSeconds()));
    }
    return Optional.empty();
  }
}

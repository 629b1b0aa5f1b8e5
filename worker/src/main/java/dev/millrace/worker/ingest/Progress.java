package dev.millrace.worker.ingest;

import dev.millrace.ledger.Counts;
import java.time.Duration;
import java.util.Optional;

/** The written part of a slice, and its limits. Not thread-safe. */
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
   * Checks, before the last documents are written, that none was lost.
   *
   * @param last their number
   * @param fetched the number of documents in the answer
   * @throws IllegalStateException when a document was neither accepted, filtered nor rejected
   */
  void expect(int last, long fetched) {
    long accountedFor = counts.fetched() + last;
    if (accountedFor != fetched) {
      throw new IllegalStateException(
          "%d documents were fetched, but %d are accounted for".formatted(fetched, accountedFor));
    }
  }

  /** The remaining time; zero when it is over. */
  Duration left(long nowNanos) {
    Duration left = limits.time().minusNanos(nowNanos - begunNanos);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** The limit that was reached, in words; empty if none was. */
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

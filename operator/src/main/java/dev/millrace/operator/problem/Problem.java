package dev.millrace.operator.problem;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Failures of one kind, type and cause.
 *
 * @param queue import, backfill or aggregate for dead letters; empty for all others
 * @param type a document type; empty if unknown
 * @param cause with # for numbers and ids
 * @param count of slices, letters or documents
 * @param first when the first of them failed
 * @param last when one of them failed last
 * @param nextTry the next attempt of a retrying slice; null for all others
 * @param sample the failure of one of them as it was recorded; may contain any character
 * @param slice the slice of the sample; null without one
 * @param part a part of the cause that selects these failures, see {@code --reason}
 */
public record Problem(
    ProblemKind kind,
    String queue,
    String type,
    String cause,
    long count,
    Instant first,
    Instant last,
    @Nullable Instant nextTry,
    String sample,
    @Nullable Long slice,
    String part) {

  /** The first failure of a group. */
  static Problem of(
      ProblemKind kind,
      String queue,
      String type,
      Instant first,
      Instant last,
      @Nullable Instant nextTry,
      String failure,
      @Nullable Long slice) {
    return new Problem(
        kind,
        queue,
        type,
        Cause.normalised(failure),
        1,
        first,
        last,
        nextTry,
        failure,
        slice,
        Cause.part(failure));
  }

  /** Both, with the sample of the newer one. */
  Problem and(Problem other) {
    Problem newer = other.last.isAfter(last) ? other : this;
    return new Problem(
        kind,
        queue,
        type,
        cause,
        count + other.count,
        first.isBefore(other.first) ? first : other.first,
        newer.last,
        nextTry == null || (other.nextTry != null && other.nextTry.isBefore(nextTry))
            ? other.nextTry
            : nextTry,
        newer.sample,
        newer.slice,
        part);
  }

  /** What an operator does about it, in one sentence. */
  public String remedy() {
    return switch (kind) {
      case DEAD_SLICE -> "Correct the cause, then redrive the slices.";
      case DEAD_LETTER -> "Correct the cause, then redrive the letters.";
      case REJECTED -> "Correct the definition or the source, then import the documents again.";
      case RETRYING -> "Wait: they are retried by themselves, and are dead if they keep failing.";
    };
  }

  /** The command that acts on the group or, for retrying slices, shows them. */
  public String command() {
    return switch (kind) {
      case DEAD_SLICE -> "./millrace dlq redrive" + selection() + " --dry-run";
      case DEAD_LETTER -> "./millrace dlq redrive --queue " + queue + selection() + " --dry-run";
      case REJECTED -> "./millrace rejected replay" + selection() + " --dry-run";
      case RETRYING -> "./millrace gaps --type " + type + " --from -1d";
    };
  }

  private String selection() {
    return (type.isEmpty() ? "" : " --type " + type)
        + (part.isEmpty() ? "" : " --reason '" + part + "'");
  }
}

package dev.millrace.operator.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * The outcome of the documents of a type in a run.
 *
 * <p>Inserted and updated are sums over all attempts, since each of them wrote; fetched, filtered,
 * rejected and outside are those of the finished attempts, since these saw every document. The
 * remaining documents are unchanged: already up to date, or written by an earlier attempt.
 */
public record TypeCounts(
    @JsonIgnore String type,
    long fetched,
    long inserted,
    long updated,
    long unchanged,
    long filtered,
    long rejected,
    long outside) {

  /** With every document in its window. */
  public static TypeCounts of(
      String type, long fetched, long inserted, long updated, long filtered, long rejected) {
    return of(type, fetched, inserted, updated, filtered, rejected, 0);
  }

  public static TypeCounts of(
      String type,
      long fetched,
      long inserted,
      long updated,
      long filtered,
      long rejected,
      long outside) {
    long unchanged = Math.max(fetched - inserted - updated - filtered - rejected - outside, 0);
    return new TypeCounts(type, fetched, inserted, updated, unchanged, filtered, rejected, outside);
  }
}

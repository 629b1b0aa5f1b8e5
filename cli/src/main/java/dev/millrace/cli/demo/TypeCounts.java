package dev.millrace.cli.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What became of the documents of a type in a run.
 *
 * <p>Inserted and updated are added over all attempts, since each of them wrote; fetched, filtered
 * and rejected are those of the attempts that finished, since these saw every document. The rest
 * was as it should be already, or was written by an attempt before.
 */
record TypeCounts(
    @JsonIgnore String type,
    long fetched,
    long inserted,
    long updated,
    long unchanged,
    long filtered,
    long rejected) {

  static TypeCounts of(
      String type, long fetched, long inserted, long updated, long filtered, long rejected) {
    long unchanged = Math.max(fetched - inserted - updated - filtered - rejected, 0);
    return new TypeCounts(type, fetched, inserted, updated, unchanged, filtered, rejected);
  }
}

package dev.millrace.worker.ingest;

import dev.millrace.ledger.Counts;

/** How far the import of a slice has come. */
public sealed interface Imported {

  /** The counts of the documents that were written. */
  Counts counts();

  /** All documents of the slice are written. */
  record Whole(Counts counts) implements Imported {}

  /**
   * A limit was reached before the last document; the documents up to there are written.
   *
   * @param limit the limit and the value that exceeded it
   */
  record CutShort(Counts counts, String limit) implements Imported {}
}

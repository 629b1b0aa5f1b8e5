package dev.millrace.worker.ingest;

import dev.millrace.ledger.Counts;

/** How far the import of a slice has come. */
public sealed interface Imported {

  /** What became of the documents that were written. */
  Counts counts();

  /** All documents of the slice are written. */
  record Whole(Counts counts) implements Imported {}

  /**
   * A limit was met while documents were left; those before are written.
   *
   * @param limit names it, and what was there
   */
  record CutShort(Counts counts, String limit) implements Imported {}
}

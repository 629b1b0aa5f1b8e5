package dev.millrace.ledger;

/**
 * How many of an attempt's documents ended in each class.
 *
 * @param outside returned by the source although their moment lies outside of the window
 */
public record Counts(
    long fetched,
    long inserted,
    long updated,
    long unchanged,
    long filtered,
    long rejected,
    long outside) {

  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

  /**
   * @throws IllegalStateException unless every fetched document is in exactly one class
   */
  public Counts {
    long classified = inserted + updated + unchanged + filtered + rejected + outside;
    if (fetched != classified) {
      throw new IllegalStateException(
          "%d documents were fetched, but %d accounted for".formatted(fetched, classified));
    }
  }

  /** With every document in the window. */
  public Counts(
      long fetched, long inserted, long updated, long unchanged, long filtered, long rejected) {
    this(fetched, inserted, updated, unchanged, filtered, rejected, 0);
  }

  public Counts plus(Counts other) {
    return new Counts(
        fetched + other.fetched,
        inserted + other.inserted,
        updated + other.updated,
        unchanged + other.unchanged,
        filtered + other.filtered,
        rejected + other.rejected,
        outside + other.outside);
  }
}

package dev.millrace.ledger;

/** How many of an attempt's documents ended in each class. */
public record Counts(
    long fetched, long inserted, long updated, long unchanged, long filtered, long rejected) {

  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

  /**
   * @throws IllegalStateException unless every fetched document is in exactly one class
   */
  public Counts {
    long classified = inserted + updated + unchanged + filtered + rejected;
    if (fetched != classified) {
      throw new IllegalStateException(
          "%d documents were fetched, but %d accounted for".formatted(fetched, classified));
    }
  }

  public Counts plus(Counts other) {
    return new Counts(
        fetched + other.fetched,
        inserted + other.inserted,
        updated + other.updated,
        unchanged + other.unchanged,
        filtered + other.filtered,
        rejected + other.rejected);
  }
}

package dev.millrace.catalogue.value;

/** What became of a scalar that was to fit a column: the value, or why there is none. */
public sealed interface Conversion {

  /**
   * It fits.
   *
   * @param value ready for JDBC's {@code setObject}; of a {@link Derivation} a {@link Scalar}
   */
  record Value(Object value) implements Conversion {}

  /** It is something else than the column holds. */
  record Unfit(String expected) implements Conversion {}

  /** A text that is longer than its column, where that is not to be cut. */
  record TooLong(String expected) implements Conversion {}

  /** A moment outside the years that a table holds. */
  record OutOfTime(String expected) implements Conversion {}
}

package dev.millrace.catalogue.value;

/**
 * The result of converting a scalar to a column's type: the value, or the reason why there is none.
 */
public sealed interface Conversion {

  /**
   * It fits.
   *
   * @param value ready for JDBC's {@code setObject}; of a {@link Derivation} a {@link Scalar}
   */
  record Value(Object value) implements Conversion {}

  /** The value does not fit the column's type. */
  record Unfit(String expected) implements Conversion {}

  /** A text that is longer than its column and must not be truncated. */
  record TooLong(String expected) implements Conversion {}

  /** A moment outside the years that a table can hold. */
  record OutOfTime(String expected) implements Conversion {}
}

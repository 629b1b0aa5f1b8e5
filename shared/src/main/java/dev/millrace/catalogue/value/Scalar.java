package dev.millrace.catalogue.value;

/**
 * A JSON scalar other than null, as it was written.
 *
 * @param text a string without its quotes and escapes, the characters of a number, {@code true} or
 *     {@code false}
 */
public record Scalar(Kind kind, String text) {

  /** The kind of a scalar in JSON. */
  public enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN
  }

  public static Scalar text(String text) {
    return new Scalar(Kind.TEXT, text);
  }

  public static Scalar number(String digits) {
    return new Scalar(Kind.NUMBER, digits);
  }

  public static Scalar bool(boolean value) {
    return new Scalar(Kind.BOOLEAN, Boolean.toString(value));
  }
}

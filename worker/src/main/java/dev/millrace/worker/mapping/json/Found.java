package dev.millrace.worker.mapping.json;

import dev.millrace.catalogue.value.Scalar;
import dev.millrace.worker.mapping.row.Excerpt;

/**
 * The value at a path of a document.
 *
 * @param text the characters of a scalar; otherwise empty
 * @param size the number of elements or members, for paths that count them; otherwise 0
 * @param start its first byte in the document, for paths that keep their JSON text; otherwise 0
 * @param end the byte after it, in the same way
 */
public record Found(Shape shape, String text, int size, int start, int end) {

  /** The JSON type of a value. */
  public enum Shape {
    TEXT,
    NUMBER,
    BOOLEAN,
    NULL,
    OBJECT,
    ARRAY
  }

  public boolean isScalar() {
    return shape == Shape.TEXT || shape == Shape.NUMBER || shape == Shape.BOOLEAN;
  }

  public Scalar scalar() {
    return switch (shape) {
      case TEXT -> Scalar.text(text);
      case NUMBER -> Scalar.number(text);
      case BOOLEAN -> new Scalar(Scalar.Kind.BOOLEAN, text);
      case NULL, OBJECT, ARRAY -> throw new IllegalStateException(shape + " is not a scalar");
    };
  }

  /** An excerpt of the value or its shape, for messages. */
  public String quoted() {
    return switch (shape) {
      case TEXT, NUMBER, BOOLEAN -> Excerpt.quote(text);
      case NULL -> "null";
      case OBJECT -> "an object";
      case ARRAY -> "an array";
    };
  }
}

package dev.millrace.worker.mapping.json;

import dev.millrace.catalogue.value.Scalar;
import dev.millrace.worker.mapping.row.Excerpt;

/**
 * What a document holds at a path.
 *
 * @param text the characters of a scalar; empty for the others
 * @param size how many elements or members it has, for paths that count them; else 0
 * @param start where it begins in the document, for paths that keep their JSON text; else 0
 * @param end behind it, in the same way
 */
public record Found(Shape shape, String text, int size, int start, int end) {

  /** What a value is in JSON. */
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
      case NULL, OBJECT, ARRAY -> throw new IllegalStateException(shape + " is no scalar");
    };
  }

  /** For messages: a part of the value, or its shape. */
  public String quoted() {
    return switch (shape) {
      case TEXT, NUMBER, BOOLEAN -> Excerpt.quote(text);
      case NULL -> "null";
      case OBJECT -> "an object";
      case ARRAY -> "an array";
    };
  }
}

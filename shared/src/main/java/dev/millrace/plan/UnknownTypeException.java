package dev.millrace.plan;

/** The catalogue has no such document type. It may have it soon: a definition may be on its way. */
public final class UnknownTypeException extends RuntimeException {

  public UnknownTypeException(String type) {
    super("there is no document type '%s' in the catalogue".formatted(type));
  }
}

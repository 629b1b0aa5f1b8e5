package dev.millrace.message;

/** The message can never be understood; trying again does not help. The text says why. */
public final class InvalidMessageException extends RuntimeException {

  public InvalidMessageException(String message) {
    super(message);
  }
}

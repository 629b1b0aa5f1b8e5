package dev.millrace.message;

import dev.millrace.text.Printable;

/**
 * The message can never be understood; trying again does not help. The text says why, on one line
 * whatever the message holds.
 */
public final class InvalidMessageException extends RuntimeException {

  public InvalidMessageException(String message) {
    super(Printable.of(message));
  }
}

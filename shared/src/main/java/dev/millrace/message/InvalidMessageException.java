package dev.millrace.message;

import dev.millrace.text.Printable;

/**
 * The message is invalid; a retry does not help. The text gives the reason, on one line whatever
 * the message contains.
 */
public final class InvalidMessageException extends RuntimeException {

  public InvalidMessageException(String message) {
    super(Printable.of(message));
  }
}

package dev.millrace.worker.function;

/** A function was called with an event that it does not accept; a retry does not help. */
final class MalformedEventException extends RuntimeException {

  MalformedEventException(String message) {
    super("not an event for this function: " + message);
  }

  MalformedEventException(String message, Throwable cause) {
    super("not an event for this function: " + message, cause);
  }
}

package dev.millrace.worker.function;

/** What a function was called with is not what it takes; trying again does not help. */
final class MalformedEventException extends RuntimeException {

  MalformedEventException(String message) {
    super("not an event for this function: " + message);
  }

  MalformedEventException(String message, Throwable cause) {
    super("not an event for this function: " + message, cause);
  }
}

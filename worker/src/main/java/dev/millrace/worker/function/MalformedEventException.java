package dev.millrace.worker.function;

/** What the function was called with is no event of SQS; trying again does not help. */
final class MalformedEventException extends RuntimeException {

  MalformedEventException(String message) {
    super("not an event of SQS: " + message);
  }

  MalformedEventException(String message, Throwable cause) {
    super("not an event of SQS: " + message, cause);
  }
}

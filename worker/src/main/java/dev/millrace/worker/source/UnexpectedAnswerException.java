package dev.millrace.worker.source;

/**
 * A complete answer that contradicts the definition of its type: asking again does not help before
 * one of the two has changed.
 */
public final class UnexpectedAnswerException extends RuntimeException {

  /**
   * @param message the request, what came back, the line of the definition, and what to write
   */
  public UnexpectedAnswerException(String message) {
    super(message);
  }
}

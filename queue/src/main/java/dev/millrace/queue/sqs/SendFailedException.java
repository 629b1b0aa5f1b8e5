package dev.millrace.queue.sqs;

/** Messages could not be sent in several tries. A later retry may succeed. */
public final class SendFailedException extends RuntimeException {

  public SendFailedException(String message) {
    super(message);
  }

  public SendFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.millrace.queue;

/** The queue did not take messages although it was asked several times. Trying again may help. */
public final class SendFailedException extends RuntimeException {

  public SendFailedException(String message) {
    super(message);
  }

  public SendFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}

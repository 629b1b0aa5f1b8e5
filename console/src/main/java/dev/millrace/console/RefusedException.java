package dev.millrace.console;

import java.io.Serial;

/** A request that is refused, with a status of HTTP and a sentence for the reader. */
public final class RefusedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final int status;

  /**
   * @param status of HTTP, from 400
   * @param message says what to do
   */
  public RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The status of HTTP. */
  public int status() {
    return status;
  }
}

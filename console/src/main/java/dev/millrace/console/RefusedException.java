package dev.millrace.console;

import java.io.Serial;

/** A request that is refused, with a status of HTTP and a sentence for the reader. */
final class RefusedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final int status;

  RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}

package dev.millrace.worker.source;

import java.io.IOException;

/** A step that the source answered with an error status. */
final class FailedStepException extends IOException {

  private final int status;

  FailedStepException(int step, int status) {
    super("step %d answered %d".formatted(step, status));
    this.status = status;
  }

  /** A gateway timed out: the slice may be too large. */
  boolean timedOut() {
    return status == 502 || status == 504;
  }
}

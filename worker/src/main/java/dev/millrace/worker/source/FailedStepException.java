package dev.millrace.worker.source;

import java.io.IOException;

/** A step that the source answered with an error of its own. */
final class FailedStepException extends IOException {

  private final int status;

  FailedStepException(int step, int status) {
    super("step %d answered %d".formatted(step, status));
    this.status = status;
  }

  /** A gateway that waits no longer: what was asked for may be too large. */
  boolean gaveUpWaiting() {
    return status == 502 || status == 504;
  }
}

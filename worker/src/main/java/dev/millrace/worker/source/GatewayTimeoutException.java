package dev.millrace.worker.source;

import java.io.IOException;

/** A gateway in front of the source timed out: the window may be too wide. */
public final class GatewayTimeoutException extends IOException {

  public GatewayTimeoutException(String message) {
    super(message);
  }
}

package dev.millrace.contact;

import java.util.List;

/**
 * A configured service is unusable. It has no stack trace, since the cause is outside the program;
 * the message has a line for each service.
 */
public final class UnusableServiceException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public UnusableServiceException(List<String> faults) {
    super(String.join("\n", faults), null, false, false);
  }
}

package dev.millrace.aws;

/** A service of AWS refused a call, or did not answer. The message is one line. */
public final class AwsApiException extends RuntimeException {

  private final String code;

  AwsApiException(String code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * The service's name of the fault, such as {@code ConflictException}; empty without an answer.
   */
  public String code() {
    return code;
  }
}

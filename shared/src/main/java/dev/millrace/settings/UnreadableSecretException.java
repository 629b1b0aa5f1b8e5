package dev.millrace.settings;

/** A secret does not exist, may not be read, or does not match its reference. */
public final class UnreadableSecretException extends RuntimeException {

  UnreadableSecretException(String message) {
    super(message);
  }

  /** With what the SDK or the driver said. */
  public UnreadableSecretException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.millrace.settings;

/** A secret is not there, may not be read, or is not what the reference says. */
final class UnreadableSecretException extends RuntimeException {

  UnreadableSecretException(String message) {
    super(message);
  }

  UnreadableSecretException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.millrace.bench.process;

/** A child JVM ended, did not answer in time, or answered that a command failed. */
public final class ChildFailedException extends RuntimeException {

  ChildFailedException(String message) {
    super(message);
  }
}

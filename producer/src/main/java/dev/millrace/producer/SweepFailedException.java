package dev.millrace.producer;

import java.util.List;

/**
 * Some steps of a sweep failed; the others were done, and the next sweep runs all of them again.
 */
public final class SweepFailedException extends RuntimeException {

  SweepFailedException(List<String> failures, RuntimeException first) {
    super("the next sweep retries the failed steps: " + String.join("; ", failures), first);
  }
}

package dev.millrace.worker.slice;

import dev.millrace.time.Window;

/**
 * All that decides what a failure means for its slice.
 *
 * @param retries how often the slice has waited for another try before this one
 * @param gatewaySplits how many splits in a row for a gateway's time-out led to the slice, since
 *     one close to it was imported
 * @param answered whether the source answers one second of the same type
 */
record FailedSlice(
    Failure failure, Window window, int retries, int gatewaySplits, boolean answered) {

  FailedSlice withAnswer(boolean answer) {
    return new FailedSlice(failure, window, retries, gatewaySplits, answer);
  }
}

package dev.millrace.worker.slice;

import dev.millrace.time.Window;

/**
 * The facts that decide what a failure means for its slice.
 *
 * @param retries the number of earlier retries of the slice
 * @param gatewaySplits the number of consecutive splits after gateway time-outs that led to the
 *     slice, since a neighbouring one was imported
 * @param answered whether the source answers one second of the same type
 * @param grain the seconds below which the slice is not cut: those of a file, else one
 */
record FailedSlice(
    Failure failure, Window window, int retries, int gatewaySplits, boolean answered, long grain) {

  FailedSlice withAnswer(boolean answer) {
    return new FailedSlice(failure, window, retries, gatewaySplits, answer, grain);
  }

  /** Whether it has two parts that can be asked for alone. */
  boolean divisible() {
    return window.divisible(grain);
  }
}

package dev.millrace.ledger;

import dev.millrace.time.Window;

/**
 * One try of one worker at one slice.
 *
 * @param number issued by the database in rising order; also the version of what the attempt writes
 * @param run that the slice belongs to
 * @param definitionVersion the version of the type's definition when the slice was claimed
 * @param retries how often the slice has waited for another try before this one
 * @param gatewaySplits how many splits in a row for a gateway's time-out led to the slice
 */
public record Attempt(
    long number,
    long slice,
    long run,
    String type,
    Window window,
    String definitionVersion,
    int retries,
    int gatewaySplits) {

  /**
   * The same attempt with the definition that it really works with: one may have been applied
   * between the claim and the reading of the definition.
   */
  public Attempt writtenAs(String version) {
    return new Attempt(number, slice, run, type, window, version, retries, gatewaySplits);
  }
}

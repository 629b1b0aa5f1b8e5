package dev.millrace.ledger;

import dev.millrace.time.Window;

/**
 * One try of one worker at one slice.
 *
 * @param number issued by the database in rising order; also the version of the rows that the
 *     attempt writes
 * @param run that the slice belongs to
 * @param definitionVersion the version of the type's definition when the slice was claimed
 * @param retries how many times the slice has waited for another attempt before this one
 * @param gatewaySplits number of consecutive splits because of a gateway's time-out that led to the
 *     slice
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
   * The same attempt with the definition that it actually uses: another one may have been applied
   * between the claim and the reading of the definition.
   */
  public Attempt writtenAs(String version) {
    return new Attempt(number, slice, run, type, window, version, retries, gatewaySplits);
  }
}

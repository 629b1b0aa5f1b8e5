package dev.millrace.ledger;

import dev.millrace.time.Window;

/**
 * One try of one worker at one slice.
 *
 * @param number issued by the database in rising order; also the version of what the attempt writes
 * @param run that the slice belongs to
 * @param definitionVersion the version of the type's definition when the slice was claimed
 */
public record Attempt(
    long number, long slice, long run, String type, Window window, String definitionVersion) {

  /**
   * The same attempt with the definition that it really works with: one may have been applied
   * between the claim and the reading of the definition.
   */
  public Attempt writtenAs(String version) {
    return new Attempt(number, slice, run, type, window, version);
  }
}

package dev.millrace.torture.oracle;

import java.util.List;

/**
 * A broken invariant.
 *
 * @param invariant its name, such as I1
 * @param what happened
 * @param type of the documents or slices
 * @param at a second of the type to which it belongs; 0 for none
 * @param evidence further lines
 */
public record Violation(
    String invariant, String what, String type, long at, List<String> evidence) {
  public Violation {
    evidence = List.copyOf(evidence);
  }
}

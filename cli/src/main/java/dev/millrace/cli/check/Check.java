package dev.millrace.cli.check;

import java.util.List;

/**
 * One invariant, looked at.
 *
 * @param name such as I1
 * @param claim what holds when there is no difference
 * @param differences what was found instead, a sentence each; not more than a few
 * @param notes what was found and is no difference, though a reader might think so
 */
public record Check(String name, String claim, List<String> differences, List<String> notes) {

  public Check {
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
  }

  public boolean holds() {
    return differences.isEmpty();
  }
}

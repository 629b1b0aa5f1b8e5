package dev.millrace.cli;

import java.util.List;

/**
 * One invariant, looked at.
 *
 * @param name such as I1
 * @param claim what holds when there is no difference
 * @param differences what was found instead, a sentence each; not more than a few
 * @param notes what was found and is no difference, though a reader might think so
 */
record Check(String name, String claim, List<String> differences, List<String> notes) {

  Check {
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
  }

  boolean holds() {
    return differences.isEmpty();
  }
}

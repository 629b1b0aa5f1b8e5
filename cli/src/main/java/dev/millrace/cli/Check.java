package dev.millrace.cli;

import java.util.List;

/**
 * One invariant, looked at.
 *
 * @param name such as I1
 * @param claim what holds when there is no difference
 * @param differences what was found instead, a sentence each; not more than a few
 */
record Check(String name, String claim, List<String> differences) {

  Check {
    differences = List.copyOf(differences);
  }

  boolean holds() {
    return differences.isEmpty();
  }
}

package dev.millrace.cli.demo;

import java.util.List;

/**
 * The result of checking an invariant.
 *
 * @param name such as I1
 * @param claim the invariant as a sentence
 * @param differences a few violations, one sentence each
 * @param notes findings that are not violations but might look like them
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

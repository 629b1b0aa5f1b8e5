package dev.millrace.operator.deadletter;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Dead letters counted in groups, without the letters themselves. Not thread-safe. */
public final class LetterGroups {

  private final Map<List<String>, LetterGroup> groups = new LinkedHashMap<>();

  /** Counts a letter. */
  public void add(DeadLetter letter) {
    groups.merge(
        List.of(letter.from().name(), letter.type(), LetterGroup.pattern(letter.reason())),
        LetterGroup.of(letter),
        LetterGroup::and);
  }

  /** The groups, the largest first. */
  public List<LetterGroup> largestFirst() {
    return groups.values().stream()
        .sorted(Comparator.comparingInt(LetterGroup::letters).reversed())
        .toList();
  }
}

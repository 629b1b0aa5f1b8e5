package dev.millrace.operator.deadletter;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts dead letters by queue, type and reason; keeps no letter. Not thread-safe. */
public final class DeadLetterCounter {

  private final Map<Key, DeadLetterGroup> groups = new LinkedHashMap<>();

  private record Key(String queue, String type, String reason) {

    static Key of(DeadLetter letter) {
      return new Key(
          letter.from().name(), letter.type(), DeadLetterGroup.withoutNumbers(letter.reason()));
    }
  }

  public void count(DeadLetter letter) {
    groups.merge(Key.of(letter), DeadLetterGroup.ofOne(letter), DeadLetterGroup::plus);
  }

  /** The groups, the largest first; groups of the same size in the order found. */
  public List<DeadLetterGroup> largestFirst() {
    return groups.values().stream()
        .sorted(Comparator.comparingInt(DeadLetterGroup::count).reversed())
        .toList();
  }
}

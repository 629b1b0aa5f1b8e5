package dev.millrace.operator.problem;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All problems, the most urgent kind first and the largest group of a kind first.
 *
 * @param at when the ledger was asked, by its own clock
 * @param complete false if there are more failures than were read, or another reader holds letters
 */
public record Problems(List<Problem> groups, Instant at, boolean complete) {

  public Problems {
    groups = List.copyOf(groups);
  }

  /** The number of failures of a kind. */
  public long count(ProblemKind kind) {
    return groups.stream().filter(group -> group.kind() == kind).mapToLong(Problem::count).sum();
  }

  /** Failures of the same kind, queue, type and cause become one problem. */
  static List<Problem> grouped(List<Problem> failures) {
    Map<List<Object>, Problem> groups = new LinkedHashMap<>();
    for (Problem each : failures) {
      groups.merge(
          List.of(each.kind(), each.queue(), each.type(), each.cause()), each, Problem::and);
    }
    List<Problem> sorted = new ArrayList<>(groups.values());
    sorted.sort(
        Comparator.comparing(Problem::kind)
            .thenComparing(Comparator.comparingLong(Problem::count).reversed())
            .thenComparing(Problem::type)
            .thenComparing(Problem::cause));
    return sorted;
  }
}

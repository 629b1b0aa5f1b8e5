package dev.millrace.operator.status;

import dev.millrace.database.Database;
import dev.millrace.fleet.SourceFailure;
import dev.millrace.fleet.SourceFailures;
import dev.millrace.ledger.RunState;
import dev.millrace.ledger.run.RunSummary;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What keeps the open slices of a run from being imported.
 *
 * @param sources its types that cannot be fetched now; none for a run that is not active
 * @param fleet the workers, for the slices of all runs
 */
public record RunObstacles(List<SourceFailure> sources, Fleet fleet) {

  /** Of a run without open slices, and of one that waits for an operator. */
  public static final RunObstacles NONE =
      new RunObstacles(List.of(), new Fleet(List.of(), 0, OptionalLong.empty()));

  public RunObstacles {
    sources = List.copyOf(sources);
  }

  /** What they are, without times: the failing sources, and the workers if none was seen. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    sources.forEach(failure -> names.add(failure.source()));
    if (fleet.missing()) {
      names.add("workers");
    }
    return names;
  }

  /** The obstacles now, by the database's clock. */
  public static RunObstacles of(Database database, RunSummary run) {
    if (run.openSlices() == 0 || run.state() != RunState.ACTIVE) {
      return NONE;
    }
    return new RunObstacles(
        database.transact(SourceFailures::of).stream()
            .filter(failure -> run.types().contains(failure.type()))
            .toList(),
        database.transact(Fleet::of));
  }
}

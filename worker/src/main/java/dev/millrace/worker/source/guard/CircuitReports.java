package dev.millrace.worker.source.guard;

import dev.millrace.fleet.SourceFailures;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps the open circuits of this worker in the database, where operators see them. The rows are
 * written anew at each report, so that a report that was lost, or a row that another worker
 * cleared, is made up for by the next one. Not thread-safe.
 */
public final class CircuitReports {

  private final SourceFailures failures;
  private final Supplier<List<OpenCircuit>> open;
  private final InstantSource clock;

  /** The circuits that may be in the database, by the type. */
  private final Map<String, OpenCircuit> reported = new LinkedHashMap<>();

  /**
   * @param open the open circuits, as of {@link GuardedSource#openCircuits}
   * @param clock that of the circuits
   */
  public CircuitReports(
      SourceFailures failures, Supplier<List<OpenCircuit>> open, InstantSource clock) {
    this.failures = failures;
    this.open = open;
    this.clock = clock;
  }

  /**
   * Records the circuits that are open now, and clears those that have closed.
   *
   * @throws dev.millrace.database.DatabaseException when the database is unavailable
   */
  public void report() {
    Instant now = clock.instant();
    List<OpenCircuit> current = open.get();
    for (OpenCircuit circuit : current) {
      reported.put(circuit.type(), circuit);
      record(failures, circuit, now);
    }
    List<String> types = current.stream().map(OpenCircuit::type).toList();
    clear(reported.values().stream().filter(each -> !types.contains(each.type())).toList());
  }

  /**
   * Records one open circuit.
   *
   * @param now by the clock of the circuit
   * @throws dev.millrace.database.DatabaseException when the database is unavailable
   */
  public static void record(SourceFailures failures, OpenCircuit circuit, Instant now) {
    failures.record(
        circuit.source(),
        circuit.type(),
        Duration.between(circuit.since(), now),
        circuit.failure(),
        Duration.between(now, circuit.nextProbe()));
  }

  /**
   * Clears what this worker has reported, since it probes no more.
   *
   * @throws dev.millrace.database.DatabaseException when the database is unavailable
   */
  public void end() {
    clear(List.copyOf(reported.values()));
  }

  private void clear(List<OpenCircuit> closed) {
    for (OpenCircuit circuit : closed) {
      failures.clear(circuit.source(), circuit.type());
      reported.remove(circuit.type());
    }
  }
}

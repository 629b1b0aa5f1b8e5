package dev.millrace.worker.source.guard;

import dev.millrace.fleet.SourceFailures;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps the open circuits of this worker in the database, where operators and other workers see
 * them: the one place that records and clears them. The rows are written anew at each report, so
 * that a report that was lost, or a row that another worker cleared, is made up for by the next
 * one. Thread-safe.
 */
public final class CircuitReports {

  private final SourceFailures failures;
  private final Supplier<List<OpenCircuit>> open;
  private final Function<String, Optional<Duration>> sinceAnswer;
  private final InstantSource clock;

  /** The source of each circuit of this worker that may be in the database, by the type. */
  private final Map<String, String> recorded = new LinkedHashMap<>();

  /** The circuits of other workers that this one probes, by the type. */
  private final Map<String, Probe> probes = new LinkedHashMap<>();

  private record Probe(String source, Instant begun) {}

  /**
   * @param source whose circuits are recorded
   * @param clock that of the circuits
   */
  public CircuitReports(SourceFailures failures, GuardedSource source, InstantSource clock) {
    this(failures, source::openCircuits, source::sinceAnswer, clock);
  }

  /**
   * @param open the open circuits, as of {@link GuardedSource#openCircuits}
   * @param sinceAnswer as of {@link GuardedSource#sinceAnswer}
   */
  public CircuitReports(
      SourceFailures failures,
      Supplier<List<OpenCircuit>> open,
      Function<String, Optional<Duration>> sinceAnswer,
      InstantSource clock) {
    this.failures = failures;
    this.open = open;
    this.sinceAnswer = sinceAnswer;
    this.clock = clock;
  }

  /**
   * Records the circuits that are open now, and clears those that have closed.
   *
   * @throws dev.millrace.database.DatabaseException when the database is unavailable; the next
   *     report repeats all of it
   */
  public synchronized void report() {
    List<OpenCircuit> current = open.get();
    current.forEach(this::write);
    List<String> types = current.stream().map(OpenCircuit::type).toList();
    List.copyOf(recorded.keySet()).stream()
        .filter(type -> !types.contains(type))
        .forEach(this::clear);
    List.copyOf(probes.keySet()).forEach(this::clearAnswered);
  }

  /**
   * Records an open circuit at once.
   *
   * @throws dev.millrace.database.DatabaseException when the database is unavailable
   */
  public synchronized void opened(OpenCircuit circuit) {
    write(circuit);
  }

  /** Remembers that this worker asks a source whose circuit another worker has recorded. */
  public synchronized void probes(String source, String type) {
    probes.put(type, new Probe(source, clock.instant()));
  }

  /**
   * Clears a circuit that this worker has recorded or has probed, if the source has answered since.
   *
   * @throws dev.millrace.database.DatabaseException when the database is unavailable; the next
   *     report repeats it
   */
  public synchronized void answered(String type) {
    if (recorded.containsKey(type)
        && open.get().stream().noneMatch(own -> own.type().equals(type))) {
      clear(type);
    }
    clearAnswered(type);
  }

  /**
   * Clears what this worker has recorded, since it probes no more.
   *
   * @throws dev.millrace.database.DatabaseException when the database is unavailable
   */
  public synchronized void end() {
    List.copyOf(recorded.keySet()).forEach(this::clear);
  }

  private void write(OpenCircuit circuit) {
    recorded.put(circuit.type(), circuit.source());
    probes.remove(circuit.type());
    Instant now = clock.instant();
    failures.record(
        circuit.source(),
        circuit.type(),
        Duration.between(circuit.since(), now),
        circuit.failure(),
        Duration.between(now, circuit.nextProbe()));
  }

  private void clear(String type) {
    String source = recorded.get(type);
    if (source != null) {
      failures.clear(source, type);
      recorded.remove(type);
    }
  }

  private void clearAnswered(String type) {
    Probe probe = probes.get(type);
    if (probe != null
        && sinceAnswer
            .apply(type)
            .filter(since -> !clock.instant().minus(since).isBefore(probe.begun()))
            .isPresent()) {
      failures.clear(probe.source(), type);
      probes.remove(type);
    }
  }
}

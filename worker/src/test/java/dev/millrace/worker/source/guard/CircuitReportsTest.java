package dev.millrace.worker.source.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.fleet.SourceFailure;
import dev.millrace.fleet.SourceFailures;
import dev.millrace.local.time.SettableClock;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.outage.DatabaseLink;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import java.lang.Thread.State;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The open circuits of two workers in the database. */
final class CircuitReportsTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @AutoClose private final TestDatabase database = new TestDatabase();
  @AutoClose private final Database pool = database.open(1);
  private final SettableClock clock = new SettableClock(START);
  private final List<OpenCircuit> first = new ArrayList<>();
  private final List<OpenCircuit> second = new ArrayList<>();
  private final CircuitReports ofFirst = reports(first);
  private final CircuitReports ofSecond = reports(second);

  @Test
  void open_circuit_is_in_the_database_until_it_closes() {
    first.add(circuit("A", 300, "answered 500"));
    ofFirst.report();

    assertThat(failures()).hasSize(1);
    SourceFailure failure = failures().getFirst();
    assertThat(failure.source()).isEqualTo("api:80");
    assertThat(failure.type()).isEqualTo("A");
    assertThat(failure.failure()).isEqualTo("answered 500");
    assertThat(failure.sinceSeconds()).isBetween(300L, 330L);
    assertThat(failure.nextSeconds()).isBetween(1L, 30L);

    first.clear();
    ofFirst.report();

    assertThat(failures()).isEmpty();
  }

  @Test
  void earliest_start_and_newest_failure_of_all_workers_are_kept() {
    first.add(circuit("A", 300, "answered 500"));
    second.add(circuit("A", 100, "answered 503"));
    ofFirst.report();
    ofSecond.report();

    assertThat(failures().getFirst().sinceSeconds()).isBetween(300L, 330L);
    assertThat(failures().getFirst().failure()).isEqualTo("answered 503");

    ofFirst.end();
    ofSecond.report();

    assertThat(failures()).as("it still fails for the second worker").hasSize(1);
    ofSecond.end();
    assertThat(failures()).isEmpty();
  }

  /** A block and a circuit are in one row. */
  @Test
  void closed_circuit_leaves_the_block_alone() {
    BlockedSource blocked = new BlockedSource(pool, URI.create("http://api:80/"), System::nanoTime);
    blocked.block("A", Duration.ofMinutes(5));
    first.add(circuit("A", 300, "😀".repeat(600)));
    ofFirst.report();
    assertThat(failures().getFirst().failure()).isEqualTo("😀".repeat(500));

    ofFirst.end();

    assertThat(failures().getFirst().sinceSeconds()).isNull();
    assertThat(failures().getFirst().nextSeconds()).isBetween(200L, 300L);
    assertThat(blocked.left("A")).isPositive();
  }

  /** The worker that recorded it was killed an hour ago. */
  @Test
  void forgotten_circuit_is_not_shown_and_its_start_is_not_kept() {
    first.add(circuit("A", 7200, "answered 500"));
    ofFirst.report();
    database.run("UPDATE millrace_source_type SET next_probe_at = NOW(3) - INTERVAL 11 MINUTE");
    assertThat(failures()).isEmpty();

    second.add(circuit("A", 10, "answered 503"));
    ofSecond.report();

    assertThat(failures().getFirst().sinceSeconds()).isBetween(10L, 40L);
  }

  @Test
  void report_after_an_outage_clears_what_could_not_be_cleared() throws Exception {
    try (DatabaseLink link = new DatabaseLink(database.settings(1));
        Database cut = Database.open(link.settings())) {
      CircuitReports reports =
          new CircuitReports(
              new SourceFailures(cut), () -> List.copyOf(first), _ -> Optional.empty(), clock);
      reports.opened(circuit("A", 300, "answered 401"));
      reports.probes("api:80", "B");
      first.clear();
      link.cut();
      assertThatExceptionOfType(DatabaseException.class).isThrownBy(reports::report);
      assertThatExceptionOfType(DatabaseException.class).isThrownBy(() -> reports.answered("A"));
      assertThat(failures()).hasSize(1);

      link.mend();
      cut.probe();
      reports.report();

      assertThat(failures()).isEmpty();
    }
  }

  /** A circuit opens while a report is at work with the older list of open circuits. */
  @Test
  void report_never_clears_a_circuit_that_opened_meanwhile() throws Exception {
    CircuitReports[] reports = new CircuitReports[1];
    Thread opening =
        Thread.ofPlatform().unstarted(() -> reports[0].opened(circuit("A", 0, "answered 401")));
    reports[0] =
        new CircuitReports(
            new SourceFailures(pool),
            () -> {
              opening.start();
              while (opening.getState() != State.BLOCKED && opening.isAlive()) {
                Thread.onSpinWait();
              }
              return List.of();
            },
            _ -> Optional.empty(),
            clock);

    reports[0].report();
    opening.join();

    assertThat(failures()).hasSize(1);
  }

  private OpenCircuit circuit(String type, long seconds, String failure) {
    return new OpenCircuit(
        "api:80", type, START.minusSeconds(seconds), failure, START.plusSeconds(30));
  }

  private CircuitReports reports(List<OpenCircuit> open) {
    return new CircuitReports(
        new SourceFailures(pool), () -> List.copyOf(open), _ -> Optional.empty(), clock);
  }

  private List<SourceFailure> failures() {
    return pool.transact(SourceFailures::of);
  }
}

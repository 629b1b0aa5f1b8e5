package dev.millrace.worker.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.database.Database;
import dev.millrace.fleet.SourceFailure;
import dev.millrace.fleet.SourceFailures;
import dev.millrace.local.time.SettableClock;
import dev.millrace.time.Window;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.api.DocumentStream;
import dev.millrace.worker.source.guard.BlockedSource;
import dev.millrace.worker.source.guard.CircuitReports;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.guard.GuardedSource.Refusal;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What one worker learns of a source holds for another one. */
final class SourceTroubleTest {

  private static final Window WINDOW = new Window(0, 600);
  private static final Kind NONE = Kind.TOO_MANY;

  @AutoClose private final TestDatabase database = new TestDatabase();
  @AutoClose private final Database pool = database.open(2);
  private final SettableClock clock = new SettableClock(InstantSource.system().instant());
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Worker first = new Worker();
  private final Worker second = new Worker();

  /** How the source answers requests; {@link #NONE} is an empty list of documents. */
  private volatile Kind answer = NONE;

  /** The part of a worker that asks sources. */
  private final class Worker {

    private final GuardedSource source =
        new GuardedSource(
            "api", new Source(), 1_000_000, clock, Duration.ofSeconds(1), Duration.ofMillis(1));

    private final CircuitReports circuits =
        new CircuitReports(new SourceFailures(pool), source, clock);

    private final SourceTrouble trouble =
        new SourceTrouble(
            source,
            new BlockedSource(pool, source::hostOf, source::account, System::nanoTime),
            circuits);

    /** Why no request was sent for a slice of the type; empty when one was. */
    private Optional<String> ask(String type) throws Exception {
      Optional<Refusal> refusal = trouble.refusal(type);
      if (refusal.isEmpty()) {
        SourceUnavailableException failure =
            catchThrowableOfType(SourceUnavailableException.class, () -> read(type));
        if (failure != null) {
          trouble.wait(type, failure);
        }
      }
      return refusal.map(Refusal::reason);
    }

    private void read(String type) throws Exception {
      try (DocumentCursor documents = source.open(type, WINDOW)) {
        documents.next();
      }
    }
  }

  /** The types A… share a quota. */
  private final class Source implements DocumentSource {

    @Override
    public DocumentCursor open(String type, Window window) {
      asked.add(type);
      if (answer == NONE) {
        return new DocumentStream(new ByteArrayInputStream(new byte[] {'[', ']'}), 1_000);
      }
      @Nullable Duration wait = answer == Kind.ASKS_TO_WAIT ? Duration.ofMinutes(5) : null;
      throw new SourceUnavailableException(answer, "the token is wrong", wait);
    }

    @Override
    public Optional<String> account(String type) {
      return type.startsWith("A") ? Optional.of("api A_TOKEN") : Optional.empty();
    }

    @Override
    public boolean limitsItself(String type) {
      return true;
    }
  }

  @Test
  void open_circuit_of_one_worker_keeps_the_other_from_asking() throws Exception {
    answer = Kind.REFUSES_KEY;
    first.ask("A@1");

    assertThat(second.ask("A@1").orElseThrow())
        .isEqualTo("the source keeps failing for A@1, as another worker found: the token is wrong");
    assertThat(first.ask("A@1").orElseThrow()).contains("circuit open since");
    assertThat(asked).containsExactly("A@1");
    assertThat(second.ask("A@2")).as("another partition has its own circuit").isEmpty();
  }

  @Test
  void block_holds_for_every_type_of_the_account_and_every_worker() throws Exception {
    answer = Kind.ASKS_TO_WAIT;
    first.ask("A@1");

    assertThat(second.ask("A@1")).contains("the source asked to wait");
    assertThat(second.ask("A@2")).contains("the source asked to wait");
    assertThat(first.ask("A@2")).contains("the source asked to wait");
    assertThat(asked).containsExactly("A@1");
    answer = NONE;
    assertThat(second.ask("B")).isEmpty();
  }

  @Test
  void one_of_the_workers_probes_when_the_one_that_recorded_the_circuit_is_gone() throws Exception {
    answer = Kind.REFUSES_KEY;
    first.ask("A@1");
    database.run("UPDATE millrace_source_type SET next_probe_at = NOW(3) - INTERVAL 1 SECOND");
    Worker third = new Worker();

    assertThat(second.ask("A@1")).isEmpty();
    assertThat(third.ask("A@1")).isPresent();
    assertThat(asked).as("a probe of all workers").hasSize(2);

    answer = NONE;
    database.run("UPDATE millrace_source_type SET next_probe_at = NOW(3) - INTERVAL 1 SECOND");
    Worker fourth = new Worker();
    assertThat(fourth.ask("A@1")).isEmpty();
    assertThat(fourth.ask("A@1")).as("it was answered").isEmpty();
    assertThat(pool.transact(SourceFailures::of)).isEmpty();
    assertThat(new Worker().ask("A@1")).isEmpty();
  }

  /** No slice of the type comes any more. */
  @Test
  void heartbeat_clears_what_was_recorded_at_a_failure() throws Exception {
    answer = Kind.REFUSES_KEY;
    first.ask("A@1");
    first.circuits.report();
    assertThat(failing()).containsExactly("A@1");

    answer = NONE;
    clock.advance(Duration.ofMinutes(1));
    assertThat(first.source.probe("A@1")).isTrue();
    first.circuits.report();

    assertThat(failing()).isEmpty();
  }

  @Test
  void heartbeat_clears_the_circuit_of_another_worker_after_a_probe() throws Exception {
    answer = Kind.REFUSES_KEY;
    first.ask("A@1");
    database.run("UPDATE millrace_source_type SET next_probe_at = NOW(3) - INTERVAL 1 SECOND");
    answer = NONE;
    assertThat(second.trouble.refusal("A@1")).as("it may probe").isEmpty();
    second.circuits.report();
    assertThat(failing()).as("it was not answered yet").containsExactly("A@1");

    clock.advance(Duration.ofSeconds(1));
    second.read("A@1");
    second.circuits.report();

    assertThat(failing()).isEmpty();
  }

  private List<String> failing() {
    return pool.transact(SourceFailures::of).stream().map(SourceFailure::type).toList();
  }

  @Test
  void worker_that_was_answered_since_goes_on() throws Exception {
    answer = Kind.REFUSES_KEY;
    first.ask("A@1");
    answer = NONE;
    second.read("A@1");

    assertThat(second.ask("A@1")).isEmpty();
    assertThat(pool.transact(SourceFailures::of))
        .as("it still fails for the first worker")
        .extracting(SourceFailure::type)
        .containsExactly("A@1");
  }
}

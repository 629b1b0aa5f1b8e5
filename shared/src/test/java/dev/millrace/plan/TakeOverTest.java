package dev.millrace.plan;

import static dev.millrace.plan.Types.catalogue;
import static dev.millrace.plan.Types.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.SliceState;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The effect of a backfill on dead slices. */
final class TakeOverTest {

  private static final Instant NOW = Instant.parse("2024-06-10T06:00:00Z");

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  private final Backfills backfills = new Backfills(ledger.database());

  @Test
  void a_dead_slice_is_cancelled_when_the_run_covers_its_missing_parts() {
    long dead = dead(600, 1200);
    cover(0, 700);

    plan(Only.MISSING, "a person");

    assertThat(ledger.state(dead)).isEqualTo(SliceState.CANCELLED);
    assertThat(ledger.texts("SELECT error FROM millrace_slice WHERE id = ?", dead))
        .allMatch(error -> error.endsWith("its last error was: no luck"));
  }

  /** It re-imports covered spans. */
  @Test
  void a_dead_recheck_stays_dead_when_the_run_does_not_ask_for_it() {
    long dead = dead(600, 1200);
    cover(0, 1800);

    plan(Only.MISSING, "a person");

    assertThat(ledger.state(dead)).isEqualTo(SliceState.DEAD);

    plan(Only.ALL, "another");

    assertThat(ledger.state(dead)).isEqualTo(SliceState.CANCELLED);
  }

  @Test
  void a_slice_that_dies_while_the_run_is_planned_stays_dead() throws Exception {
    long slice = ledger.slice("T", 600, 1200);

    try (Connection other = ledger.connect();
        var statement = other.createStatement()) {
      statement.execute(
          "INSERT INTO millrace_run (kind, trigger_key, planned_at)"
              + " VALUES ('backfill', 'a person', NOW(3))");
      CompletableFuture<Void> planning =
          CompletableFuture.runAsync(() -> plan(Only.MISSING, "a person"));
      ledger.awaitLockWait("INSERT INTO millrace_run");
      ledger.state(slice, SliceState.DEAD);
      other.rollback();
      planning.get(30, TimeUnit.SECONDS);
    }

    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_run WHERE kind = 'backfill'")).isOne();
    assertThat(ledger.state(slice)).as("no other run covers it").isEqualTo(SliceState.DEAD);
  }

  private void plan(Only only, String trigger) {
    backfills.plan(
        new Backfill(List.of("T"), 0L, 1800L, only, null, null),
        trigger,
        NOW,
        catalogue(type("T")));
  }

  private static long dead(long from, long to) {
    long slice = ledger.slice("T", from, to);
    ledger.update(
        "UPDATE millrace_slice SET state = 'dead', error = 'no luck' WHERE id = ?", slice);
    return slice;
  }

  private static void cover(long from, long to) {
    ledger.update(
        "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
            + " VALUES ('T', ?, ?, ?)",
        from,
        to,
        EmptyLedger.VERSION);
  }
}

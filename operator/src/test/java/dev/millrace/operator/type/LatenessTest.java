package dev.millrace.operator.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.operator.EmptyLedger;
import dev.millrace.operator.type.Lateness.Age;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LatenessTest {

  private static final long HOUR = 3600;

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  private int windows;

  @Test
  void rechecks_are_counted_at_the_age_that_planned_them() {
    recheck("T", HOUR + 5, 100, 4, 1);
    recheck("T", 24 * HOUR - 1, 50, 3, 0);
    recheck("T", 24 * HOUR, 200, 2, 0);
    recheck("U", 24 * HOUR, 7, 7, 0);
    Lateness lateness = lateness("[1h, 24h, 7d]");

    assertThat(lateness.ages())
        .containsExactly(
            new Age(Duration.ofHours(1), true, 2, 150, 7, 1),
            new Age(Duration.ofHours(24), true, 1, 200, 2, 0),
            new Age(Duration.ofDays(7), true, 0, 0, 0, 0));
    assertThat(lateness.enough())
        .as("no span has reached the last age yet")
        .containsExactly(Duration.ofHours(1), Duration.ofHours(24), Duration.ofDays(7));
    assertThat(lateness.open()).isFalse();
  }

  @Test
  void ages_after_the_last_that_brought_something_are_not_needed() {
    recheck("T", HOUR, 100, 0, 1);
    recheck("T", 6 * HOUR, 100, 0, 0);
    recheck("T", 24 * HOUR, 100, 0, 0);

    assertThat(lateness("[1h, 6h, 24h]").enough()).containsExactly(Duration.ofHours(1));
    assertThat(lateness("[6h, 24h]").ages())
        .as("an age that the definition had before stays visible")
        .extracting(Age::defined)
        .containsExactly(false, true, true);
    assertThat(lateness("[6h, 24h]").enough()).isEmpty();
  }

  @Test
  void an_oldest_age_that_brings_documents_asks_for_an_older_one() {
    recheck("T", HOUR, 100, 9, 0);
    recheck("T", 24 * HOUR, 100, 1, 0);

    assertThat(lateness("[1h, 24h]").open()).isTrue();
    assertThat(lateness("[1h, 24h]").enough())
        .containsExactly(Duration.ofHours(1), Duration.ofHours(24));
    assertThat(lateness("[1h, 24h]").measured()).isTrue();
  }

  /** Rows that an attempt wrote before its slice was split, or before it failed, stay. */
  @Test
  void all_attempts_of_a_slice_count_but_its_documents_once() {
    long slice = recheck("T", HOUR, 100, 4, 0);
    attempt(slice, "failed", 60, 5, 0);

    assertThat(lateness("[1h]").ages())
        .containsExactly(new Age(Duration.ofHours(1), true, 1, 100, 9, 0));
  }

  @Test
  void without_rechecks_nothing_is_measured() {
    ledger.slice("T", 0, 600);

    assertThat(lateness("[1h]").measured()).isFalse();
    assertThat(lateness("[]").ages()).isEmpty();
  }

  private static Lateness lateness(String recheck) {
    DocumentType type =
        DefinitionParser.parse(
            "type: T\nrecheck: %s\ncolumns: { a: { from: /a } }".formatted(recheck), "T");
    return AppliedType.of(ledger.database(), type).lateness();
  }

  /** A done slice of ten minutes, planned that long after its end; its number. */
  private long recheck(String type, long elapsed, int fetched, int inserted, int updated) {
    long from = 600L * ++windows;
    long slice = ledger.slice(type, from, from + 600);
    ledger.update(
        "UPDATE millrace_run SET kind = 'recheck'"
            + " WHERE id = (SELECT run FROM millrace_slice WHERE id = ?)",
        slice);
    ledger.update(
        "UPDATE millrace_slice SET state = 'done', planned_at = '1970-01-01' + INTERVAL ? SECOND"
            + " WHERE id = ?",
        from + 600 + elapsed,
        slice);
    attempt(slice, "done", fetched, inserted, updated);
    return slice;
  }

  private static void attempt(long slice, String state, int fetched, int inserted, int updated) {
    ledger.update(
        """
        INSERT INTO millrace_attempt (slice, type, window_from, window_to, worker, state,
          lease_until, started_at, ended_at, fetched, inserted, updated, unchanged)
        SELECT id, type, window_from, window_to, 'w', ?, NOW(3), NOW(3), NOW(3), ?, ?, ?, ?
        FROM millrace_slice WHERE id = ?\
        """,
        state,
        fetched,
        inserted,
        updated,
        fetched - inserted - updated,
        slice);
  }
}

package dev.millrace.ledger.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.Next;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RetryingTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U", "V");

  private final Attempts attempts = ledger.attempts("one");

  @Test
  void a_slice_that_failed_is_retrying_with_its_cause_and_next_try_until_it_is_done() {
    long slice = ledger.slice("T", 0, 600);
    ledger.slice("T", 600, 1200);
    assertThat(of("T")).isEmpty();
    attempts.fail(ledger.claim(attempts, slice, "T"), "no luck");
    ledger.failing(slice, Duration.ofSeconds(7000));
    ledger.update(
        "UPDATE millrace_slice SET not_before = NOW(3) + INTERVAL 100 SECOND WHERE id = ?", slice);

    assertThat(of("T"))
        .singleElement()
        .satisfies(
            retrying -> {
              assertThat(retrying.slice()).isEqualTo(slice);
              assertThat(retrying.window()).isEqualTo(new Window(0, 600));
              assertThat(retrying.failures()).isEqualTo(1);
              assertThat(retrying.failingSeconds()).isBetween(7000L, 7060L);
              assertThat(retrying.retries()).isEqualTo(1);
              assertThat(retrying.nextSeconds()).isBetween(40L, 100L);
              assertThat(retrying.cause()).isEqualTo("no luck");
            });
    assertThat(counts()).containsExactly(Map.entry("T", 1L));
    Attempt attempt = ledger.claim(attempts, slice, "T");
    assertThat(of("T").getFirst().failures()).as("the try under way is not one").isEqualTo(1);
    attempts.finish(attempt);
    assertThat(of("T")).isEmpty();
  }

  @Test
  void an_outage_counts_as_a_retry_not_as_a_failure() {
    long slice = ledger.slice("U", 0, 600);
    attempts.postpone(ledger.claim(attempts, slice, "U"), "unavailable", Duration.ZERO);

    assertThat(of("U").getFirst())
        .returns(0, Retrying::failures)
        .returns(0L, Retrying::failingSeconds)
        .returns(1, Retrying::retries)
        .returns("unavailable", Retrying::cause);
    assertThat(counts()).containsExactly(Map.entry("U", 1L));
  }

  /** Its messages are on the backfill queue, so that scheduled slices do not wait for it. */
  @Test
  void a_retry_of_a_bulk_heal_is_sent_like_its_run() {
    Planned planned =
        ledger
            .database()
            .transact(
                connection ->
                    Runs.plan(
                        connection,
                        RunKind.HEAL,
                        "bulk",
                        List.of(new PlannedSlice("V", new Window(0, 600))),
                        true));
    long slice = ledger.number("SELECT id FROM millrace_slice WHERE run = ?", planned.run());

    Next next = attempts.postpone(ledger.claim(attempts, slice, "V"), "no", Duration.ZERO);

    assertThat(next)
        .isInstanceOfSatisfying(
            Next.Waits.class,
            waits ->
                assertThat(waits.slice())
                    .isEqualTo(new Slice(slice, RunKind.HEAL, "V", new Window(0, 600), true)));
  }

  private static List<Retrying> of(String type) {
    return ledger.database().transact(connection -> Retrying.of(connection, type, 10));
  }

  private static Map<String, Long> counts() {
    return ledger.database().transact(Retrying::counts);
  }
}

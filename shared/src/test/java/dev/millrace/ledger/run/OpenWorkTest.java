package dev.millrace.ledger.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.EmptyLedger;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OpenWorkTest {

  @RegisterExtension static final EmptyLedger LEDGER = new EmptyLedger("T");

  private static final Optional<Duration> NOW = Optional.of(Duration.ZERO);

  @Test
  void nothing_is_open_in_an_empty_ledger() {
    assertThat(due()).isEmpty();
  }

  @Test
  void a_due_slice_is_open_until_its_run_has_ended_and_that_is_told() {
    long slice = LEDGER.slice("T", 0, 60);
    assertThat(due()).isEqualTo(NOW);

    LEDGER.update("UPDATE millrace_slice SET state = 'running' WHERE id = ?", slice);
    assertThat(due()).isEqualTo(NOW);

    LEDGER.update("UPDATE millrace_slice SET state = 'done' WHERE id = ?", slice);
    assertThat(due()).as("its run has to end").isEqualTo(NOW);

    LEDGER.update("UPDATE millrace_run SET ended_at = NOW(3)");
    assertThat(due()).isEmpty();
  }

  @Test
  void a_failed_slice_is_due_at_its_next_try() {
    long slice = LEDGER.slice("T", 0, 60);
    LEDGER.update(
        "UPDATE millrace_slice SET not_before = NOW(3) + INTERVAL 30 MINUTE WHERE id = ?", slice);

    assertThat(due()).get().satisfies(wait -> assertThat(wait.toMinutes()).isBetween(28L, 30L));
  }

  /** It would keep the database awake until it is resumed. */
  @Test
  void a_paused_run_waits_for_an_operator() {
    LEDGER.slice("T", 0, 60);
    LEDGER.update("UPDATE millrace_run SET state = 'paused'");

    assertThat(due()).isEmpty();
  }

  @Test
  void a_dead_slice_is_open_until_it_is_told() {
    long slice = LEDGER.slice("T", 0, 60);
    LEDGER.update("UPDATE millrace_slice SET state = 'dead' WHERE id = ?", slice);
    LEDGER.update("UPDATE millrace_run SET ended_at = NOW(3)");
    assertThat(due()).isEqualTo(NOW);

    LEDGER.update("UPDATE millrace_slice SET announced = TRUE");
    assertThat(due()).isEmpty();
  }

  @Test
  void a_stale_bucket_is_open() {
    LEDGER.update(
        "INSERT INTO millrace_stale_bucket (type, bucket, marked_at) VALUES ('T', 0, NOW(3))");

    assertThat(due()).isEqualTo(NOW);
  }

  private static Optional<Duration> due() {
    return OpenWork.due(LEDGER.database());
  }
}

package dev.millrace.operator.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.RunControl;
import dev.millrace.operator.EmptyLedger;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SignsTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  @Test
  void each_change_shows_in_the_sign_of_its_topic_only() {
    assertChanges(() -> {});
    long slice = ledger.slice("T", 0, 600);
    long run = ledger.number("SELECT MAX(id) FROM millrace_run");
    ledger.update("UPDATE millrace_slice SET state = 'sent'");
    assertChanges(() -> ledger.slice("T", 600, 1200), Topic.SLICES, Topic.RUNS);
    assertChanges(
        () -> new Attempts(ledger.database(), "w", Duration.ofMinutes(1)).claim(slice, "T"),
        Topic.SLICES);
    assertChanges(
        () -> ledger.update("UPDATE millrace_attempt SET state = 'failed'"), Topic.SLICES);
    assertChanges(() -> ledger.state(slice, SliceState.DEAD), Topic.SLICES);
    ledger.state(slice, SliceState.PLANNED);
    assertChanges(() -> new RunControl(ledger.database()).pause(run), Topic.RUNS);
    assertChanges(
        () ->
            ledger.update(
                """
                INSERT INTO millrace_rejected (type, document, slice, reason, message, path,
                  definition_version, raw, received_at, first_seen, last_seen)
                VALUES ('T', 'd', 1, 'BAD_VALUE', '', '/a', 'v', '{}', 1, NOW(3), NOW(3))\
                """),
        Topic.REJECTED);
    assertChanges(
        () ->
            ledger.update(
                "INSERT INTO millrace_exclusion (type, window_from, window_to, because,"
                    + " excluded_by, excluded_at) VALUES ('T', 0, 1, 'x', 'y', NOW(3))"),
        Topic.TYPES);
    assertChanges(
        () ->
            ledger.update(
                "INSERT INTO millrace_stale_bucket (type, bucket, marked_at) VALUES ('T', 0,"
                    + " NOW(3))"),
        Topic.BUCKETS);
    assertChanges(
        () -> ledger.update("INSERT INTO millrace_worker VALUES ('w', NOW(3), NOW(3), 1)"),
        Topic.FLEET);
    assertChanges(
        () -> ledger.update("UPDATE millrace_worker SET seen_at = NOW(3) + INTERVAL 1 SECOND"));
  }

  private static void assertChanges(Runnable change, Topic... topics) {
    Signs before = Signs.read(ledger.database());
    change.run();

    assertThat(Signs.read(ledger.database()).changedSince(before))
        .containsExactlyInAnyOrder(topics);
  }
}

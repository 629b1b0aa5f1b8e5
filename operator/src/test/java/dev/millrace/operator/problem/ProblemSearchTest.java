package dev.millrace.operator.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.operator.EmptyLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ProblemSearchTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  private final ProblemSearch search = new ProblemSearch(ledger.database(), List.of());

  @BeforeEach
  void nothing_is_rejected() {
    ledger.update("DELETE FROM millrace_rejected");
  }

  @Test
  void a_sound_ledger_has_none() throws InterruptedException {
    ledger.slice("T", 0, 600);

    assertThat(search.find().groups()).isEmpty();
    assertThat(search.find().complete()).isTrue();
  }

  @Test
  void slices_with_one_cause_are_one_problem() throws InterruptedException {
    dead("T", 0, "answered 500 in slice 1", "2026-01-01 00:00:05");
    long newest = dead("T", 600, "answered 503 in slice 2", "2026-01-03 00:00:05");
    dead("T", 1200, "answered 500 in slice 3", "2026-01-02 00:00:05");
    dead("T", 1800, "no luck", "2026-01-02 00:00:05");
    dead("U", 0, "answered 500 in slice 4", "2026-01-02 00:00:05");

    Problems problems = search.find();

    assertThat(problems.count(ProblemKind.DEAD_SLICE)).isEqualTo(5);
    assertThat(problems.groups()).hasSize(3).extracting(Problem::count).containsExactly(3L, 1L, 1L);
    assertThat(problems.groups().getFirst())
        .returns("answered # in slice #", Problem::cause)
        .returns("T", Problem::type)
        .returns(Instant.parse("2026-01-01T00:00:05Z"), Problem::first)
        .returns(Instant.parse("2026-01-03T00:00:05Z"), Problem::last)
        .returns("answered 503 in slice 2", Problem::sample)
        .returns(newest, Problem::slice)
        .returns(null, Problem::nextTry)
        .returns("./millrace dlq redrive --type T --reason 'answered' --dry-run", Problem::command);
  }

  @Test
  void retrying_slices_have_a_next_try() throws InterruptedException {
    retrying("T", 0, 30);
    retrying("T", 600, 10);
    retrying("T", 1200, 20);

    Problem problem = search.find().groups().getFirst();

    assertThat(problem.kind()).isEqualTo(ProblemKind.RETRYING);
    assertThat(problem.count()).isEqualTo(3);
    assertThat(Duration.between(search.find().at(), problem.nextTry()))
        .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
    assertThat(problem.last()).isAfter(problem.first());
  }

  @Test
  void rejected_documents_are_grouped_by_reason_and_path() throws InterruptedException {
    rejected("a", "BAD_VALUE", "/data/n", "expected a number, but got \"x\"");
    rejected("b", "BAD_VALUE", "/data/n", "expected a number, but got \"y\"");
    rejected("c", "BAD_VALUE", "/data/m", "expected a number, but got \"z\"");

    List<Problem> problems = search.find().groups();

    assertThat(problems)
        .extracting(Problem::cause)
        .containsExactly("BAD_VALUE at /data/n", "BAD_VALUE at /data/m");
    assertThat(problems.getFirst())
        .returns(2L, Problem::count)
        .returns("expected a number, but got \"x\"", Problem::sample)
        .returns(
            "./millrace rejected replay --type T --reason 'BAD_VALUE' --dry-run", Problem::command);
  }

  @Test
  void dead_slices_come_before_retrying_ones() throws InterruptedException {
    retrying("T", 0, 30);
    retrying("T", 600, 30);
    rejected("a", "BAD_VALUE", "", "not an object");
    dead("U", 0, "no luck", "2026-01-01 00:00:05");

    assertThat(search.find().groups())
        .extracting(Problem::kind)
        .containsExactly(ProblemKind.DEAD_SLICE, ProblemKind.REJECTED, ProblemKind.RETRYING);
  }

  private static long dead(String type, long from, String error, String at) {
    long slice = ledger.slice(type, from, from + 600);
    ledger.update(
        "UPDATE millrace_slice SET state = 'dead', error = ?, ended_at = ? WHERE id = ?",
        error,
        at,
        slice);
    return slice;
  }

  private static void retrying(String type, long from, int minutes) {
    long slice = ledger.slice(type, from, from + 600);
    ledger.update(
        """
        INSERT INTO millrace_attempt (slice, type, window_from, window_to, worker, state,
          lease_until, started_at, ended_at)
        VALUES (?, ?, 0, 600, 'w', 'failed', NOW(3), NOW(3), NOW(3) - INTERVAL 5 MINUTE)\
        """,
        slice,
        type);
    ledger.update(
        """
        UPDATE millrace_slice SET retries = 2, attempts = 2, error = 'no luck',
          first_failed_at = NOW(3) - INTERVAL 1 HOUR, not_before = NOW(3) + INTERVAL ? MINUTE
        WHERE id = ?\
        """,
        minutes,
        slice);
  }

  private static void rejected(String document, String reason, String path, String message) {
    ledger.update(
        """
        INSERT INTO millrace_rejected (type, document, slice, reason, message, path,
          definition_version, raw, received_at, first_seen, last_seen)
        VALUES ('T', ?, 1, ?, ?, ?, 'v', '{}', 300, '2026-01-02 03:04:05', '2026-01-02 03:04:06')\
        """,
        document,
        reason,
        message,
        path);
  }
}

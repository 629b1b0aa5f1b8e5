package dev.millrace.rejected;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.run.EndedRuns;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Kept rejected documents, and their replay. */
final class KeptDocumentsTest {

  private static final Selected ALL = new Selected("", "", "");
  private static final String KEYS =
      "SELECT CONCAT(type, ' ', document) FROM millrace_rejected ORDER BY type, document";

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  private final KeptDocuments documents = new KeptDocuments(ledger.database());
  private final Replays replays = new Replays(ledger.database());
  private long slice;

  @BeforeEach
  void a_slice() {
    ledger.update("DELETE FROM millrace_rejected");
    slice = ledger.slice("T", 1000, 2000);
  }

  @Test
  void they_are_counted_by_type_and_reason() {
    reject("T", "a", "BAD_VALUE", 1500L);
    reject("T", "b", "BAD_VALUE", 1500L);
    reject("U", "a", "TOO_LONG", 1500L);

    assertThat(documents.groups(ALL))
        .extracting(group -> group.type() + " " + group.reason() + " " + group.documents())
        .containsExactly("T BAD_VALUE 2", "U TOO_LONG 1");
    assertThat(documents.groups(new Selected("", "too_l", ""))).hasSize(1);
  }

  @Test
  void they_are_passed_on_in_order() {
    for (int i = 10; i < 47; i++) {
      reject(i % 2 == 0 ? "T" : "U", "id" + i, "BAD_VALUE", null);
    }
    List<String> seen = new ArrayList<>();

    int shown = documents.forEach(ALL, 100, document -> seen.add(name(document)));

    assertThat(shown).isEqualTo(37);
    assertThat(seen).isEqualTo(ledger.texts(KEYS));
    assertThat(documents.forEach(new Selected("T", "", ""), 5, _ -> {})).isEqualTo(5);
    assertThat(documents.forEach(new Selected("", "", "id12"), 5, _ -> {})).isEqualTo(1);
  }

  private static String name(KeptDocument document) {
    return document.type() + " " + new String(document.key(), UTF_8);
  }

  @Test
  void only_selected_documents_are_dropped() {
    reject("T", "a", "BAD_VALUE", null);
    reject("T", "b", "TOO_LONG", null);
    reject("U", "a", "BAD_VALUE", null);

    assertThat(documents.drop(new Selected("T", "bad", ""), 10)).isEqualTo(1);
    assertThat(documents.drop(ALL, 1)).isEqualTo(1);

    assertThat(ledger.texts(KEYS)).hasSize(1);
  }

  @Test
  void old_documents_are_deleted_in_pieces() {
    for (int i = 0; i < 1100; i++) {
      reject("T", "id" + i, "BAD_VALUE", null);
    }
    ledger.update("UPDATE millrace_rejected SET last_seen = NOW(3) - INTERVAL 40 DAY");
    reject("T", "young", "BAD_VALUE", null);

    assertThat(documents.expire(Duration.ofDays(30))).isEqualTo(1100);

    assertThat(ledger.texts(KEYS)).containsExactly("T young");
  }

  @Test
  void a_replay_asks_for_the_seconds_around_each_document_once() {
    reject("T", "a", "BAD_VALUE", 1500L);
    reject("T", "b", "BAD_VALUE", 1502L);
    reject("T", "c", "BAD_VALUE", 1700L);
    reject("U", "a", "BAD_VALUE", 1500L);

    assertThat(replays.slices(ALL, 100))
        .containsExactly(
            planned("T", 1499, 1504), planned("T", 1699, 1702), planned("U", 1499, 1502));
  }

  @Test
  void a_document_without_a_moment_is_replayed_with_its_slice() {
    reject("T", "a", "NOT_JSON", null);

    assertThat(replays.slices(ALL, 100)).containsExactly(planned("T", 1000, 2000));
  }

  @Test
  void a_replay_takes_no_more_documents_than_it_may_and_none_of_types_that_are_gone() {
    reject("T", "a", "BAD_VALUE", 1100L);
    reject("T", "b", "BAD_VALUE", 1200L);
    reject("Gone", "a", "BAD_VALUE", 1300L);

    assertThat(replays.slices(new Selected("T", "", ""), 1))
        .containsExactly(planned("T", 1099, 1102));
    assertThat(replays.slices(new Selected("Gone", "", ""), 10)).isEmpty();
  }

  @Test
  void a_missing_lookup_is_retried_after_an_hour_and_replayed_once_resolved() {
    reject("T", "a", "UNKNOWN_EVENT_CODE", 1500L);
    reject("T", "other", "BAD_VALUE", 1700L);
    assertThat(replays.toAsk()).as("it was rejected just now").isEmpty();
    assertThat(retry(_ -> true)).isZero();
    age("INTERVAL 61 MINUTE");
    assertThat(replays.toAsk()).containsExactly(Map.entry("T", new Window(1500, 1501)));

    assertThat(retry(_ -> true)).isEqualTo(1);

    assertThat(windows()).containsExactly("1499 1502");
    assertThat(replays.toAsk()).isEmpty();
    assertThat(retry(_ -> true)).isZero();
  }

  /** Where no table of codes is configured, nothing is ever resolved. */
  @Test
  void a_thousand_missing_lookups_cost_no_slice_and_are_retried_hourly() {
    for (int i = 0; i < 1000; i++) {
      reject("T", "a" + i, "UNKNOWN_EVENT_CODE", 10L * i);
    }
    age("INTERVAL 3 HOUR");

    assertThat(retry(_ -> false)).isZero();

    assertThat(windows()).isEmpty();
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_run WHERE kind = 'backfill'")).isZero();
    assertThat(replays.toAsk()).as("all were asked for").isEmpty();
    ledger.update("UPDATE millrace_rejected SET asked_at = asked_at - INTERVAL 61 MINUTE");
    assertThat(replays.toAsk()).hasSize(1);
  }

  @Test
  void replays_of_missing_lookups_are_bounded_and_only_of_resolved_documents() {
    for (int i = 0; i < 500; i++) {
      reject("T", "a%03d".formatted(i), "UNKNOWN_EVENT_CODE", 10L * i);
    }
    age("INTERVAL 3 HOUR");
    AtomicInteger asked = new AtomicInteger();

    assertThat(retry(_ -> asked.incrementAndGet() % 2 == 0)).isEqualTo(200);
    assertThat(retry(_ -> true)).as("they are under way").isZero();
    endRuns();

    assertThat(retry(_ -> true)).as("the others, which were not asked for yet").isEqualTo(100);
  }

  @Test
  void missing_lookups_are_not_retried_after_a_week() {
    reject("T", "a", "UNKNOWN_EVENT_CODE", 1500L);
    age("INTERVAL 8 DAY");

    assertThat(replays.toAsk()).isEmpty();
    assertThat(retry(_ -> true)).isZero();
  }

  @Test
  void a_dead_replay_of_a_missing_lookup_waits_for_an_operator() {
    reject("T", "a", "UNKNOWN_EVENT_CODE", 1500L);
    reject("T", "b", "UNKNOWN_EVENT_CODE", 1700L);
    age("INTERVAL 3 HOUR");
    assertThat(retry(_ -> true)).isEqualTo(2);
    endRuns();
    ledger.update("UPDATE millrace_slice SET state = 'dead' WHERE window_from = 1499");
    ledger.update("UPDATE millrace_rejected SET asked_at = NULL");

    assertThat(retry(_ -> true)).isEqualTo(1);

    assertThat(ledger.texts("SELECT window_from FROM millrace_slice WHERE state = 'planned'"))
        .containsExactly("1699");
  }

  private int retry(Predicate<byte[]> resolved) {
    return replays.retryLookups("T", resolved);
  }

  private static void endRuns() {
    ledger.update("UPDATE millrace_slice SET state = 'done'");
    new EndedRuns(ledger.database()).tellRuns(_ -> {});
  }

  private void age(String age) {
    ledger.update(
        "UPDATE millrace_rejected SET first_seen = NOW(3) - %s, last_seen = NOW(3) - %s"
            .formatted(age, age));
  }

  private List<String> windows() {
    return ledger.texts(
        "SELECT CONCAT(window_from, ' ', window_to) FROM millrace_slice WHERE id <> ?", slice);
  }

  private static PlannedSlice planned(String type, long from, long to) {
    return new PlannedSlice(type, new Window(from, to));
  }

  private void reject(String type, String id, String reason, @Nullable Long receivedAt) {
    ledger.update(
        """
        INSERT INTO millrace_rejected (type, document, slice, reason, message, path,
          definition_version, raw, received_at, first_seen, last_seen)
        VALUES (?, ?, ?, ?, 'no good', '/data', '', '{}', ?, NOW(3), NOW(3))""",
        type,
        id.getBytes(UTF_8),
        slice,
        reason,
        receivedAt);
  }
}

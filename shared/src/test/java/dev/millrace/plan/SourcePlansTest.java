package dev.millrace.plan;

import static dev.millrace.plan.Types.catalogue;
import static dev.millrace.plan.Types.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Sql;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.message.InvalidMessageException;
import dev.millrace.message.WindowMessage;
import dev.millrace.time.SliceWidth;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The plan of backfills of types that are read from files, or that have no end in a request. */
final class SourcePlansTest {

  private static final Instant NOW = Instant.parse("2024-06-10T06:00:00Z");
  private static final long AT = NOW.getEpochSecond();

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger();

  private final Backfills backfills = new Backfills(ledger.database());

  private static DocumentType files(String name) {
    return type(
        "A",
        "source:",
        "  files: 'https://example.org/" + name + ".gz'",
        "  id: /id",
        "  timestamp: /at");
  }

  private static DocumentType open(String order) {
    return type(
        "A",
        "source:",
        "  url: https://example.org/items",
        "  window: { from: since, as: iso }",
        "  order: " + order,
        "  documents: ''",
        "  id: /id",
        "  timestamp: /at");
  }

  private static List<Window> slices() {
    return ledger
        .database()
        .transact(
            connection ->
                Sql.list(
                    connection,
                    "SELECT window_from, window_to FROM millrace_slice ORDER BY id",
                    row -> new Window(row.getLong(1), row.getLong(2))));
  }

  private static Window hours(int from, int to) {
    return new Window(AT + from * 3_600L, AT + to * 3_600L);
  }

  @Test
  void a_window_of_files_is_widened_to_whole_files_and_cut_between_them() {
    DocumentType type = files("{yyyy}/{MM}/{dd}/{HH}");
    WindowMessage asked = new WindowMessage(List.of("A"), AT - 4 * 3_600 + 10, AT - 7_190);

    backfills.plan(asked, "files", NOW, catalogue(type));
    backfills.plan(
        new Backfill(
            List.of("A"), AT - 6 * 3_600, AT - 5 * 3_600, Only.ALL, SliceWidth.MINUTE, null),
        "narrow",
        NOW,
        catalogue(type));

    assertThat(slices())
        .containsExactly(hours(-4, -3), hours(-3, -2), hours(-2, -1), hours(-6, -5));
  }

  @Test
  void a_file_that_has_not_ended_is_not_planned_and_the_reason_says_so() {
    WindowMessage today = new WindowMessage(List.of("A"), AT - 3_600, null);

    assertThatThrownBy(
            () -> backfills.plan(today, "today", NOW, catalogue(files("{yyyy}/{MM}/{dd}"))))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageEndingWith("but the newest whole file ends at 2024-06-10T00:00:00Z");
  }

  /** Each slice would read everything after its start. */
  @Test
  void a_source_without_an_end_and_an_order_is_asked_in_one_slice() {
    DocumentType type = open("none");
    WindowMessage year = new WindowMessage(List.of("A"), AT - 300 * 86_400L, AT - 600);

    backfills.plan(year, "open", NOW, catalogue(type));

    assertThat(slices()).as("at most at a line of the widest grid").hasSizeLessThanOrEqualTo(2);
    assertThat(slices().getFirst().from()).isEqualTo(AT - 300 * 86_400L);
    assertThat(slices().getLast().to()).isEqualTo(AT - 600);
  }

  @Test
  void only_ascending_documents_end_a_slice_without_an_end() {
    assertThat(open("none").readsOn()).isTrue();
    assertThat(open("descending").readsOn()).isTrue();
    assertThat(open("ascending").readsOn()).isFalse();
    assertThat(files("{yyyy}/{MM}/{dd}").readsOn()).isFalse();
  }
}

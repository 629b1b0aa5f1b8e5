package dev.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.operator.EmptyLedger;
import dev.millrace.operator.status.EventCounts.TypeCounts;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class EventCountsTest {

  /** 1 March 2026. */
  private static final long DAY = 1_772_323_200;

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  @Test
  void each_step_has_what_the_view_has_in_sums() {
    ledger.update("DELETE FROM EventCount");
    for (int bucket = 0; bucket < 576; bucket += 7) {
      ledger.update(
          "INSERT INTO EventCount VALUES ('1970-01-01' + INTERVAL ? SECOND, 'T', ?, NOW(3))",
          DAY + bucket * 300L,
          bucket % 11);
    }
    ledger.update(
        "INSERT INTO EventCount VALUES ('1970-01-01' + INTERVAL ? SECOND, 'U', 9, NOW(3))", DAY);
    ledger.update(
        """
        INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)
        VALUES ('T', ?, ?, 'a'), ('T', ?, ?, 'a')\
        """,
        DAY + 1800,
        DAY + 86_400,
        DAY + 86_400,
        DAY + 90_000 + 17);
    ledger.update("DELETE FROM millrace_calendar");
    ledger.update(
        """
        INSERT INTO millrace_calendar
        WITH RECURSIVE n AS (SELECT 0 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 575)
        SELECT '1970-01-01' + INTERVAL (? + i * 300) SECOND FROM n\
        """,
        DAY);
    for (CountStep step : CountStep.values()) {
      EventCounts counts = counts(new Window(DAY + 5, DAY + 2 * 86_400 - 5), step, type("T"));
      TypeCounts type = counts.types().getFirst();
      long[] covered = Objects.requireNonNull(type.coveredSeconds());

      assertThat(counts.window()).isEqualTo(new Window(DAY, DAY + 2 * 86_400));
      assertThat(type.events()).hasSize((int) (2 * 86_400 / step.seconds()));
      for (int i = 0; i < type.events().length; i++) {
        long from = DAY + i * step.seconds();
        assertThat(type.events()[i]).isEqualTo(inView("actual_count", from, step));
        assertThat(covered[i]).isEqualTo(inView("covered_seconds", from, step));
      }
    }
    assertThat(counts(new Window(DAY, DAY + 600), null, type("T"), type("U")).types())
        .extracting(TypeCounts::total)
        .containsExactly(0L, 9L);
  }

  @Test
  void coverage_of_another_moment_says_nothing_about_counts() {
    EventCounts counts =
        counts(
            new Window(DAY, DAY + 86_400),
            CountStep.HOUR,
            DefinitionParser.parse(
                "type: T\noccurred_at: /data/at\ncolumns: { a: { from: /a } }", "T"));

    assertThat(counts.types().getFirst().coveredSeconds()).isNull();
  }

  @Test
  void a_window_chooses_a_readable_step_and_a_longer_one_is_refused() {
    assertThat(CountStep.of(86_400)).isEqualTo(CountStep.FIVE_MINUTES);
    assertThat(CountStep.of(10 * 86_400)).isEqualTo(CountStep.HOUR);
    assertThat(CountStep.of(365 * 86_400)).isEqualTo(CountStep.DAY);
    assertThatThrownBy(
            () -> counts(new Window(DAY, DAY + 3 * 86_400), CountStep.FIVE_MINUTES, type("T")))
        .hasMessage(
            "counts by 5min show at most 600 steps; choose a shorter span or a longer step");
    assertThatThrownBy(
            () -> counts(new Window(DAY, DAY + 300 * 86_400L), null, type("T"), type("U")))
        .hasMessageContaining("300 days of 2 types are more than 120,000 buckets");
    assertThatThrownBy(() -> counts(new Window(-40_000_000_000L, 0), null, type("T")))
        .hasMessageContaining("has no buckets");
  }

  private static EventCounts counts(
      Window window, @Nullable CountStep step, DocumentType... types) {
    return EventCounts.of(ledger.database(), List.of(types), window, step);
  }

  private static DocumentType type(String name) {
    return DefinitionParser.parse("type: %s\ncolumns: { a: { from: /a } }".formatted(name), name);
  }

  private static long inView(String column, long from, CountStep step) {
    return ledger.number(
        """
        SELECT COALESCE(SUM(%s), 0) FROM EventCountFilled
        WHERE type = 'T' AND dt_bucket >= ? AND dt_bucket < ?\
        """
            .formatted(column),
        text(from),
        text(from + step.seconds()));
  }

  private static String text(long second) {
    return Instant.ofEpochSecond(second).toString().replace("T", " ").replace("Z", "");
  }
}

package dev.millrace.ledger.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Covered spans that are read from folded spans and from the days around them. */
final class CoverageSpansTest {

  private static final long DAY = Duration.ofDays(1).toSeconds();

  private static final String INSERT =
      """
      INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)
      VALUES ('T', ?, ?, ?)\
      """;

  private static final String ROWS_READ =
      """
      SHOW SESSION STATUS WHERE variable_name IN
        ('Handler_read_first', 'Handler_read_key', 'Handler_read_next', 'Handler_read_rnd_next')\
      """;

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void folding_changes_no_covered_span(long seed) {
    Random random = new Random(seed);
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      long from = random.nextLong(300 * 24) * 3600;
      windows.add(new Window(from, from + 3600 * (1 + random.nextLong(60 * 24))));
    }
    Spans covered = Spans.of(windows);
    transact(
        connection -> {
          cover(connection, covered);
          FoldedSpans.add(connection, "T", Spans.of(windows.subList(0, 6)));
          return 0;
        });

    for (int i = 0; i < 50; i++) {
      long from = random.nextLong(360 * DAY);
      Spans window = Spans.of(new Window(from, from + 1 + random.nextLong(60 * DAY)));
      assertThat(covered(window).and(window).windows()).isEqualTo(covered.and(window).windows());
    }
  }

  @Test
  void of_three_years_only_the_days_that_are_not_folded_are_read() {
    Spans years = Spans.of(new Window(0, 1095 * DAY));
    transact(
        connection -> {
          cover(connection, years);
          FoldedSpans.add(connection, "T", Spans.of(new Window(0, 1005 * DAY)));
          return 0;
        });

    long read =
        transact(
            connection -> {
              long before = rowsRead(connection);
              Spans spans = Coverage.spans(connection, "T", new Window(0, 1095 * DAY));
              assertThat(spans.windows()).isEqualTo(years.windows());
              return rowsRead(connection) - before;
            });

    assertThat(read).isBetween(90L, 120L);
  }

  private static Spans covered(Spans window) {
    return transact(connection -> Coverage.spans(connection, "T", window.hull().orElseThrow()));
  }

  private static void cover(Connection connection, Spans spans) throws SQLException {
    for (Window window : spans.windows()) {
      for (long from = window.from(); from < window.to(); from = (from / DAY + 1) * DAY) {
        long to = Math.min(window.to(), (from / DAY + 1) * DAY);
        Sql.update(connection, INSERT, from, to, "v" + from % 3);
      }
    }
  }

  private static long rowsRead(Connection connection) throws SQLException {
    return Sql.list(connection, ROWS_READ, row -> row.getLong(2)).stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static <T> T transact(Database.Work<T> work) {
    return ledger.database().transact(work);
  }

  @ParameterizedTest
  @CsvSource({"86399, 0", "86400, 1", "0, 0", "-1, -1", "-86400, -1", "1767311999, 20454"})
  void a_span_has_the_day_of_its_first_second(long from, long day) {
    ledger.update(
        "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
            + " VALUES ('T', ?, ?, 'v')",
        from,
        from + 1);

    assertThat(ledger.texts("SELECT day FROM millrace_coverage"))
        .containsExactly(String.valueOf(day));
  }
}

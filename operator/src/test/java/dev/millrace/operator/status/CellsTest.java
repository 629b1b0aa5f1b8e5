package dev.millrace.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ledger.run.Retrying;
import dev.millrace.operator.EmptyLedger;
import dev.millrace.plan.Expectation;
import dev.millrace.plan.Fate;
import dev.millrace.plan.TypeFacts;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class CellsTest {

  private static final Window WINDOW = new Window(0, 1000);

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T");

  @Test
  void the_seconds_of_all_cells_are_those_of_the_window() {
    for (int number : List.of(1, 3, 7, 10, 999, 1000)) {
      List<Cell> cells = cells(gaps(WINDOW, Spans.of(new Window(250, 777)), Spans.NONE), number);

      assertThat(cells).hasSize(number);
      assertThat(cells.stream().flatMap(cell -> cell.seconds().values().stream()))
          .as("%d cells", number)
          .satisfies(
              all -> assertThat(all.stream().mapToLong(Long::longValue).sum()).isEqualTo(1000));
      assertThat(cells.stream().mapToLong(cell -> cell.seconds().getOrDefault(Fate.IMPORTED, 0L)))
          .as("%d cells", number)
          .satisfies(
              all -> assertThat(all.stream().mapToLong(Long::longValue).sum()).isEqualTo(527));
    }
  }

  @Test
  void a_cell_has_each_fate_that_occurs_in_it() {
    List<Cell> cells =
        cells(gaps(WINDOW, Spans.of(new Window(0, 150)), Spans.of(new Window(150, 300))), 10);

    assertThat(cells.get(0).seconds()).isEqualTo(Map.of(Fate.IMPORTED, 100L));
    assertThat(cells.get(1).seconds()).isEqualTo(Map.of(Fate.IMPORTED, 50L, Fate.UNDER_WAY, 50L));
    assertThat(cells.get(1).retrying()).isEqualTo(50);
    assertThat(cells.get(3).seconds()).isEqualTo(Map.of(Fate.MISSING, 100L));
    assertThat(cells.get(3).window()).isEqualTo(new Window(300, 400));
    assertThat(cells.get(3).events()).as("cells shorter than a bucket have none").isNull();
  }

  @Test
  void events_are_counted_in_cells_of_buckets() {
    ledger.update("DELETE FROM EventCount");
    ledger.update(
        """
        INSERT INTO EventCount VALUES ('1970-01-01 00:00:00', 'T', 2, NOW(3)),
          ('1970-01-01 00:05:00', 'T', 3, NOW(3)), ('1970-01-01 00:10:00', 'T', 5, NOW(3))\
        """);

    assertThat(cells(gaps(new Window(0, 1200), Spans.NONE, Spans.NONE), 2))
        .extracting(Cell::events)
        .containsExactly(5L, 5L);
  }

  @Test
  void a_bucket_counts_in_the_cell_in_which_it_begins_however_wide_the_cells_are() {
    ledger.update("DELETE FROM EventCount");
    for (int i = 0; i < 40; i++) {
      ledger.update(
          "INSERT INTO EventCount VALUES ('1970-01-01' + INTERVAL ? SECOND, 'T', ?, NOW(3))",
          300 * i,
          i + 1);
    }
    for (int number : List.of(1, 3, 7, 11, 13)) {
      for (Cell cell : cells(gaps(new Window(500, 5_601), Spans.NONE, Spans.NONE), number)) {
        long expected = 0;
        for (int i = 0; i < 40; i++) {
          if (300L * i >= cell.window().from() && 300L * i < cell.window().to()) {
            expected += i + 1;
          }
        }
        assertThat(cell.events()).as("%s of %d", cell.window(), number).isEqualTo(expected);
      }
    }
  }

  private static List<Cell> cells(Gaps gaps, int number) {
    return Cells.of(ledger.database(), gaps, number).getOrDefault("T", List.of());
  }

  private static Gaps gaps(Window window, Spans covered, Spans retrying) {
    TypeFacts facts =
        new TypeFacts(
            OptionalLong.of(0),
            OptionalLong.empty(),
            covered,
            retrying,
            Spans.NONE,
            Spans.NONE,
            Spans.NONE);
    TypeCoverage coverage =
        new TypeCoverage(
            "T",
            window,
            new Expectation(facts, 100_000).timeline(window),
            OptionalLong.empty(),
            List.of());
    return new Gaps(
        List.of(coverage),
        window,
        true,
        Map.of(
            "T",
            retrying.windows().stream()
                .map(span -> new Retrying(1, span, 1, 1, 1, 1, "no luck"))
                .toList()));
  }
}

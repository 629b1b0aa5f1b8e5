package dev.millrace.producer;

import static dev.millrace.producer.LocalPipeline.catalogue;
import static dev.millrace.producer.LocalPipeline.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.history.History;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.producer.Tick.Ticked;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TickTest {

  /** Neither now nor on the grid of any width. */
  private static final Instant TRIGGER = Instant.parse("2019-03-31T01:00:07Z");

  private static final Window REGULAR =
      new Window(
          Instant.parse("2019-03-30T23:49:07Z").getEpochSecond(),
          Instant.parse("2019-03-31T00:59:07Z").getEpochSecond());

  private final LocalPipeline pipeline = LocalPipeline.empty();
  private final Tick tick = new Tick(pipeline.database());

  @ParameterizedTest
  @ValueSource(strings = {"1m", "10m", "1h", "6h", "1d"})
  void the_last_70_minutes_that_have_settled_are_planned_without_overlap_or_hole(String width) {
    tick.plan(TRIGGER, catalogue(type("T", "slice_width: " + width)));

    List<Window> slices = windows("T");
    assertThat(slices.getFirst().from()).isEqualTo(REGULAR.from());
    assertThat(slices.getLast().to()).isEqualTo(REGULAR.to());
    assertThat(slices.stream().mapToLong(Window::seconds).sum())
        .isEqualTo(Duration.ofMinutes(70).toSeconds());
    for (int i = 1; i < slices.size(); i++) {
      assertThat(slices.get(i).from()).isEqualTo(slices.get(i - 1).to());
    }
  }

  @Test
  void slices_lie_on_the_grid_of_their_type_s_width() {
    tick.plan(TRIGGER, catalogue(type("T", "slice_width: 1h"), type("U", "slice_width: 10m")));

    assertThat(windows("T"))
        .extracting(Window::toString)
        .containsExactly(
            "[2019-03-30T23:49:07Z, 2019-03-31T00:00:00Z)",
            "[2019-03-31T00:00:00Z, 2019-03-31T00:59:07Z)");
    assertThat(windows("U")).hasSize(8);
  }

  @Test
  void types_that_are_off_or_only_counted_are_left_out() {
    CountedType counted =
        DefinitionParser.parseAll("type: U2\ncount_only: true\noccurred_at: at", "U2.yaml")
            .getFirst();
    tick.plan(TRIGGER, catalogue(type("T"), type("U", "enabled: false"), type("V"), counted));

    assertThat(pipeline.runs().due(1000))
        .extracting(Slice::type)
        .contains("T", "V")
        .doesNotContain("U", "U2");
    assertThat(pipeline.runs().due(1000)).extracting(Slice::kind).containsOnly(RunKind.SCHEDULE);
  }

  @Test
  void a_stored_definition_that_cannot_be_read_stops_no_other_type() {
    new StoredTypes(pipeline.database()).save(type("U"));
    pipeline.update("UPDATE millrace_type SET definition = 'type: [' WHERE type = 'T'");

    tick.plan(TRIGGER, new StoredTypes(pipeline.database()).load());

    assertThat(windows("U")).isNotEmpty();
    assertThat(windows("T")).isEmpty();
  }

  @Test
  void a_repeated_tick_is_one_run_even_with_a_new_catalogue() {
    Ticked first = tick.plan(TRIGGER, catalogue(type("T")));
    List<Window> slices = windows("T");

    Ticked again = tick.plan(TRIGGER.plusMillis(999), catalogue(type("T"), type("U")));

    assertThat(first.regular().fresh()).isTrue();
    assertThat(again).isEqualTo(new Ticked(new Planned(first.regular().run(), false), 0, 0, 0));
    assertThat(windows("T")).isEqualTo(slices);
    assertThat(windows("U")).isEmpty();
  }

  @Test
  void a_tick_that_may_be_a_repetition_of_a_folded_one_is_refused() {
    DocumentType type = type("T");
    tick.plan(TRIGGER, catalogue(type));
    Ticked dead = tick.plan(TRIGGER.minusSeconds(60), catalogue(type));
    pipeline.update("UPDATE millrace_slice SET state = 'done'");
    pipeline.update(
        "UPDATE millrace_slice SET state = 'dead' WHERE run = ? LIMIT 1", dead.regular().run());
    pipeline.update("UPDATE millrace_run SET ended_at = NOW(3) - INTERVAL 91 DAY");
    new History(pipeline.database(), System::nanoTime).fold(Duration.ofDays(90));

    assertThatThrownBy(() -> tick.plan(TRIGGER, catalogue(type)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the tick at 2019-03-31T01:00:07Z is no later than ticks of which the ledger has kept"
                + " only totals (up to 2019-03-31T01:00:07Z); to import that time again, use a"
                + " backfill");
    assertThat(tick.plan(TRIGGER.minusSeconds(60), catalogue(type)).regular())
        .as("its dead slice is still there")
        .isEqualTo(new Planned(dead.regular().run(), false));
    assertThat(pipeline.runs().due(100)).isEmpty();
    assertThat(tick.plan(TRIGGER.plusSeconds(60), catalogue(type)).regular().fresh()).isTrue();
  }

  @Test
  void ticks_an_hour_apart_leave_no_second_out() {
    for (int hour = 0; hour < 5; hour++) {
      Ticked ticked = tick.plan(TRIGGER.plus(Duration.ofHours(hour)), catalogue(type("T")));
      assertThat(ticked.regular().fresh()).isTrue();
    }

    Window all = new Window(REGULAR.from(), REGULAR.to() + Duration.ofHours(4).toSeconds());
    assertThat(all.without(windows("T"))).isEmpty();
  }

  @Test
  void a_tick_without_types_is_a_run_without_slices() {
    Ticked ticked = tick.plan(TRIGGER, catalogue());

    assertThat(pipeline.runs().states(ticked.regular().run())).isEmpty();
  }

  @Test
  void a_tick_that_asks_for_times_before_1970_is_refused() {
    Instant first = Instant.parse("1970-01-01T01:11:00Z");

    assertThatThrownBy(() -> tick.plan(first.minusSeconds(1), catalogue(type("T"))))
        .hasMessageContaining("1970-01-01T01:10:59Z")
        .hasMessageEndingWith("; the first possible tick is 1970-01-01T01:11:00Z");

    tick.plan(first, catalogue(type("T")));
    assertThat(windows("T").getFirst().from()).isZero();
  }

  private List<Window> windows(String type) {
    return pipeline.slices(RunKind.SCHEDULE).stream()
        .filter(slice -> slice.type().equals(type))
        .map(Slice::window)
        .toList();
  }
}

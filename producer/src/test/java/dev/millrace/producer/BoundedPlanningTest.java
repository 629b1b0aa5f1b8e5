package dev.millrace.producer;

import static dev.millrace.producer.LocalPipeline.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.run.RunControl;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.operation.Operator;
import dev.millrace.plan.Backfill;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Only;
import dev.millrace.producer.Tick.Ticked;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a span out of a tick's plan, and how much a tick plans at most. */
final class BoundedPlanningTest {

  private static final Instant START = Instant.parse("2019-03-31T01:00:00Z");

  private final LocalPipeline pipeline = LocalPipeline.empty();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_cancelled_or_paused_backfill_does_not_affect_the_schedule_or_healing(boolean cancelled) {
    DocumentType type = type("T");
    Simulation simulation = new Simulation(pipeline, type);
    hours(simulation, 0, 2);
    Window year = new Window(second(0) - 86_400, second(6));
    RunControl control = new RunControl(pipeline.database());
    long backfill =
        new Backfills(pipeline.database())
            .plan(
                new Backfill(List.of("T"), year.from(), year.to(), Only.ALL, null, null),
                "a mistake",
                at(6),
                LocalPipeline.catalogue(type))
            .run();
    if (cancelled) {
      control.cancel(backfill);
    } else {
      control.pause(backfill);
    }

    Ticked ticked = simulation.tick(at(6));
    simulation.work(second(6));

    assertThat(ticked.slices()).as("70 minutes").isBetween(7, 8);
    assertThat(ticked.healing())
        .as("what the ticks of four hours would have asked for")
        .isPositive();
    assertThat(gaps(simulation, second(6)).windows()).isEmpty();
  }

  @Test
  void spans_of_an_active_backfill_are_not_healed() {
    DocumentType type = type("T");
    Simulation simulation = new Simulation(pipeline, type);
    hours(simulation, 0, 2);
    new Backfills(pipeline.database())
        .plan(
            new Backfill(List.of("T"), second(0), second(6), Only.MISSING, null, null),
            "a person",
            at(6),
            LocalPipeline.catalogue(type));

    assertThat(simulation.tick(at(6)).healing()).isZero();
  }

  /** Spans that a backfill took over from a dead slice belong to it, and are withdrawn with it. */
  @Test
  void a_dead_slice_that_a_cancelled_backfill_took_over_heals() {
    DocumentType type = type("T", "slice_width: 1h");
    Simulation simulation = new Simulation(pipeline, type);
    simulation.tick(at(0));
    simulation.kill();
    Window dead = simulation.slices("T", "dead").windows().getFirst();
    long backfill =
        new Backfills(pipeline.database())
            .plan(
                new Backfill(List.of("T"), dead.from(), dead.to(), Only.DEAD, null, null),
                "a person",
                at(1),
                LocalPipeline.catalogue(type))
            .run();
    new RunControl(pipeline.database()).cancel(backfill);

    hours(simulation, 2, 3);

    assertThat(Spans.of(dead).without(simulation.covered("T")).windows()).isEmpty();
  }

  @Test
  void an_excluded_range_is_neither_planned_nor_healed_nor_rechecked_until_that_is_lifted() {
    Simulation simulation = new Simulation(pipeline, type("T"));
    hours(simulation, 0, 1);
    Window excluded = new Window(second(0) - 1800, second(4) - 1800);
    Exclusions exclusions = new Exclusions(pipeline.database());
    exclusions.exclude("T", excluded, new Operator("a person", "the source is broken"));
    long last = pipeline.number("SELECT MAX(id) FROM millrace_slice");

    hours(simulation, 1, 4);

    Spans asked = simulation.askedAfter("T", last);
    assertThat(asked.isEmpty()).isFalse();
    assertThat(asked.and(Spans.of(excluded)).windows()).isEmpty();
    exclusions.lift("T", excluded, new Operator("ann", null));
    hours(simulation, 4, 6);
    assertThat(gaps(simulation, second(5)).windows()).isEmpty();
  }

  @Test
  void healing_is_bounded_by_open_slices_for_any_number_of_ticks() {
    DocumentType type = type("T", "since: 2014-01-01", "slice_width: 1h");
    Simulation simulation = new Simulation(pipeline, type);

    for (int hour = 0; hour < 8; hour++) {
      simulation.tick(at(hour));
    }

    assertThat(open("heal")).isEqualTo(Healing.MOST);
    simulation.work(second(8));
    assertThat(simulation.tick(at(9)).healing()).as("and continues").isEqualTo(Healing.MOST);
  }

  @Test
  void wide_or_old_healing_does_not_go_to_the_import_queue() {
    DocumentType type = type("T", "since: 2019-03-20", "slice_width: 10m");
    Simulation simulation = new Simulation(pipeline, type);

    simulation.tick(at(0));

    assertThat(simulation.queue().stream().filter(slice -> !slice.bulk()))
        .isNotEmpty()
        .allMatch(slice -> slice.window().seconds() <= 600)
        .allMatch(slice -> slice.window().to() >= second(0) - 86_400);
    assertThat(simulation.queue().stream().filter(Slice::bulk))
        .isNotEmpty()
        .allMatch(slice -> slice.kind() == RunKind.HEAL);
  }

  /** Imported by a backfill while the schedule was off. */
  @Test
  void rechecks_of_a_year_are_bounded_and_continue_with_the_next_ticks() {
    Simulation simulation = new Simulation(pipeline, type("T"));
    simulation.tick(at(0));
    simulation.work(second(0));
    int year = 365 * 24;
    cover(second(0) - 60, second(year) - 60);
    long last = pipeline.number("SELECT MAX(id) FROM millrace_slice");

    Ticked first = simulation.tick(at(year));
    Ticked stuck = simulation.tick(at(year + 1));

    assertThat(first.rechecks()).isEqualTo(Healing.MOST);
    assertThat(stuck.rechecks()).as("nothing was done meanwhile").isZero();
    for (int hour = year + 2; hour < year + 6; hour++) {
      simulation.work(second(hour));
      simulation.tick(at(hour));
    }
    Spans came = Spans.of(new Window(second(0) - 60, second(year) - 3660));
    assertThat(came.without(simulation.askedAfter("T", last)).windows()).isEmpty();
  }

  /** It began before the age was reached, so it may have missed late documents. */
  @Test
  void a_slice_that_is_running_while_its_age_passes_is_rechecked() {
    Simulation simulation = new Simulation(pipeline, type("T", "slice_width: 1h"));
    simulation.tick(at(0));
    Slice running = simulation.claimOne();
    long last = pipeline.number("SELECT MAX(id) FROM millrace_slice");

    simulation.tick(at(1));
    simulation.tick(at(2));

    assertThat(Spans.of(running.window()).without(simulation.askedAfter("T", last)).windows())
        .isEmpty();
  }

  private long open(String kind) {
    return pipeline.number(
        "SELECT COUNT(*) FROM millrace_slice s JOIN millrace_run r ON r.id = s.run"
            + " WHERE r.kind = ? AND s.state IN ('planned', 'sent', 'running')",
        kind);
  }

  private void cover(long from, long to) {
    for (long day = from; day < to; day = (day / 86_400 + 1) * 86_400) {
      pipeline.update(
          "INSERT INTO millrace_coverage (type, window_from, window_to, definition_version)"
              + " VALUES ('T', ?, ?, 'v')",
          day,
          Math.min((day / 86_400 + 1) * 86_400, to));
    }
  }

  private static void hours(Simulation simulation, int from, int to) {
    for (int hour = from; hour < to; hour++) {
      simulation.tick(at(hour));
      simulation.work(second(hour));
    }
  }

  private static Spans gaps(Simulation simulation, long to) {
    long from = second(0) - 4260;
    return Spans.of(new Window(from, to - 60)).without(simulation.covered("T"));
  }

  private static Instant at(int hour) {
    return START.plus(Duration.ofHours(hour));
  }

  private static long second(int hour) {
    return at(hour).getEpochSecond();
  }
}

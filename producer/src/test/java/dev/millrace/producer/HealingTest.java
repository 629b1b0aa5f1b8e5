package dev.millrace.producer;

import static dev.millrace.producer.LocalPipeline.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.run.RunControl;
import dev.millrace.plan.Backfill;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Only;
import dev.millrace.producer.Tick.Ticked;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The plan of a tick outside its regular window. */
final class HealingTest {

  private static final Instant START = Instant.parse("2019-03-31T01:00:00Z");

  private final LocalPipeline pipeline = LocalPipeline.empty();

  @Test
  void a_day_of_downtime_heals_by_itself_newest_first_and_its_rechecks_too() {
    Simulation simulation = new Simulation(pipeline, type("T"));
    hours(simulation, 0, 5);
    Window outage = new Window(second(4) - 60, second(28) - 4260);

    Ticked first = simulation.tick(at(28));

    assertThat(first.healing())
        .as("a day less the regular 70 minutes, in ten minutes")
        .isBetween(137, 139);
    assertThat(pipeline.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'planned'"))
        .isZero();
    assertThat(simulation.queue().stream().map(Slice::kind).distinct())
        .containsExactly(RunKind.SCHEDULE, RunKind.HEAL, RunKind.RECHECK);
    assertThat(windows(simulation, RunKind.HEAL))
        .isSortedAccordingTo(Comparator.comparingLong(Window::from).reversed());
    assertThat(Spans.of(windows(simulation, RunKind.HEAL)).windows()).containsExactly(outage);
    assertThat(Spans.of(windows(simulation, RunKind.RECHECK)).windows())
        .as("imported before, and due for a recheck during the outage")
        .containsExactly(new Window(second(0) - 4260, second(4) - 60));

    simulation.work(second(28));
    Ticked second = simulation.tick(at(29));
    assertThat(second.healing()).isZero();
    assertThat(gaps(simulation, second(28)).windows()).isEmpty();
  }

  @Test
  void a_long_outage_heals_in_bounded_pieces_and_at_last_as_a_whole() {
    DocumentType type = type("T", "since: 2017-01-01", "slice_width: 1h");
    Simulation simulation = new Simulation(pipeline, type);
    int ticks = 0;

    Ticked ticked = simulation.tick(at(0));
    while (ticked.healing() > 0) {
      assertThat(ticked.healing()).isLessThanOrEqualTo(Healing.MOST);
      simulation.work(second(ticks));
      ticks++;
      ticked = simulation.tick(at(ticks));
    }

    simulation.work(second(ticks));
    Window since =
        new Window(Instant.parse("2017-01-01T00:00:00Z").getEpochSecond(), second(ticks) - 60);
    assertThat(simulation.covered("T").windows()).containsExactly(since);
    assertThat(ticks).as("820 days in slices of a day").isLessThan(8);
  }

  @Test
  void open_dead_and_cancelled_spans_are_not_planned_again() {
    Simulation simulation = new Simulation(pipeline, type("T", "slice_width: 1h"));
    hours(simulation, 0, 2);
    simulation.tick(at(2));
    simulation.kill();
    Spans dead = simulation.slices("T", "dead");
    simulation.purge();
    simulation.tick(at(4));
    long healing = pipeline.number("SELECT id FROM millrace_run WHERE kind = 'heal'");
    new RunControl(pipeline.database()).cancel(healing);
    simulation.purge();
    Spans cancelled = simulation.slices("T", "cancelled");

    for (int hour = 5; hour < 12; hour++) {
      simulation.tick(at(hour));
      simulation.work(second(hour));
    }

    assertThat(dead.isEmpty()).isFalse();
    assertThat(cancelled.isEmpty()).isFalse();
    assertThat(simulation.slices("T", "dead").windows()).isEqualTo(dead.windows());
    assertThat(simulation.slices("T", "cancelled").windows()).isEqualTo(cancelled.windows());
    assertThat(pipeline.number("SELECT COUNT(*) FROM millrace_run WHERE kind = 'heal'"))
        .as("purged slices are under way")
        .isEqualTo(1);
    simulation.resendSilent();
    simulation.work(second(12));
    assertThat(gaps(simulation, second(11)).without(dead).without(cancelled).isEmpty()).isTrue();
  }

  /** The last ten minutes of a tick are the first ten of the next. */
  @Test
  void the_regular_window_skips_recently_dead_or_cancelled_spans() {
    Simulation simulation = new Simulation(pipeline, type("T"), type("U"));
    simulation.tick(at(0));
    simulation.work(second(0));
    simulation.tick(at(1));
    pipeline.update(
        "UPDATE millrace_slice SET state = 'dead' WHERE type = 'T' AND window_to = ?",
        second(1) - 60);
    new RunControl(pipeline.database())
        .cancel(pipeline.number("SELECT MAX(id) FROM millrace_run WHERE kind = 'schedule'"));
    simulation.purge();
    Spans decided = simulation.slices("T", "dead").or(simulation.slices("T", "cancelled"));
    long last = pipeline.number("SELECT MAX(id) FROM millrace_slice");

    simulation.tick(at(2));

    Window regular = new Window(second(2) - 4260, second(2) - 60);
    assertThat(simulation.slices("T", "dead").windows())
        .containsExactly(new Window(second(1) - 600, second(1) - 60));
    assertThat(simulation.askedAfter("T", last).and(decided).without(simulation.covered("T")))
        .extracting(Spans::windows)
        .isEqualTo(List.of());
    assertThat(simulation.askedAfter("T", last).windows())
        .contains(new Window(second(1) - 60, regular.to()));
  }

  @Test
  void spans_that_a_backfill_took_over_and_imported_are_rechecked() {
    DocumentType type = type("T", "slice_width: 1h");
    Simulation simulation = new Simulation(pipeline, type);
    simulation.tick(at(0));
    simulation.kill();
    Window dead = simulation.slices("T", "dead").windows().getFirst();
    new Backfills(pipeline.database())
        .plan(
            new Backfill(List.of("T"), dead.from(), dead.to(), Only.DEAD, null, null),
            "a person",
            at(1),
            LocalPipeline.catalogue(type));
    simulation.sendPortion();
    simulation.work(second(1));
    long last = pipeline.number("SELECT MAX(id) FROM millrace_slice");

    simulation.tick(at(1));
    simulation.tick(at(2));

    assertThat(simulation.slices("T", "cancelled").windows()).containsExactly(dead);
    assertThat(Spans.of(dead).without(simulation.askedAfter("T", last)).windows()).isEmpty();
  }

  /** A backfill may be paused for days and then be cancelled, and the age passes only once. */
  @Test
  void spans_due_while_a_backfill_holds_them_are_still_rechecked() {
    DocumentType type = type("T");
    Simulation simulation = new Simulation(pipeline, type);
    hours(simulation, 0, 1);
    Window imported = simulation.covered("T").windows().getFirst();
    long backfill =
        new Backfills(pipeline.database())
            .plan(
                new Backfill(List.of("T"), imported.from(), imported.to(), Only.ALL, null, null),
                "a person",
                at(1),
                LocalPipeline.catalogue(type))
            .run();
    RunControl control = new RunControl(pipeline.database());
    control.pause(backfill);
    long last = pipeline.number("SELECT MAX(id) FROM millrace_slice");

    hours(simulation, 1, 3);
    control.cancel(backfill);

    Spans came = Spans.of(new Window(second(0) - 3600, second(0) - 60));
    assertThat(came.without(simulation.askedAfter("T", last)).windows()).isEmpty();
  }

  @Test
  void a_type_that_is_new_is_not_healed_from_before_its_first_tick_unless_it_says_since_when() {
    Simulation simulation =
        new Simulation(pipeline, type("T"), type("U", "since: 2019-03-30T22:00:00Z"));

    simulation.tick(at(0));

    assertThat(Spans.of(windows(simulation, RunKind.HEAL)).windows())
        .containsExactly(
            new Window(Instant.parse("2019-03-30T22:00:00Z").getEpochSecond(), second(0) - 4260));
    assertThat(simulation.queue().stream().filter(slice -> slice.kind() == RunKind.HEAL))
        .extracting(Slice::type)
        .containsOnly("U");
  }

  @Test
  void nothing_is_planned_before_the_type_s_beginning_nor_after_the_database_s_time() {
    Simulation simulation =
        new Simulation(pipeline, type("T", "since: 2019-03-31T00:30:00Z"), type("U"));
    simulation.tick(at(0));
    long now = pipeline.database().now().getEpochSecond();

    simulation.tick(Instant.ofEpochSecond(now).plus(Duration.ofDays(400)));

    List<Slice> all = simulation.queue();
    assertThat(all.stream().filter(slice -> slice.type().equals("T")))
        .allMatch(
            slice ->
                slice.window().from() >= Instant.parse("2019-03-31T00:30:00Z").getEpochSecond());
    assertThat(all).allMatch(slice -> slice.window().to() <= now + 5);
  }

  @Test
  void a_late_tick_does_not_move_the_rechecks_back() {
    Simulation simulation = new Simulation(pipeline, type("T"));
    hours(simulation, 0, 6);
    int calls = simulation.calls();

    Ticked late = simulation.tick(at(3).plusSeconds(1));

    assertThat(late.rechecks()).isZero();
    assertThat(late.healing()).isZero();
    simulation.work(second(6));
    assertThat(simulation.calls() - calls).as("its own window again").isLessThan(10);
  }

  @Test
  void the_same_tick_and_its_neighbours_at_once_plan_every_gap_once() throws Exception {
    Simulation simulation = new Simulation(pipeline, type("T"));
    hours(simulation, 0, 2);
    Tick tick = new Tick(pipeline.database());
    CyclicBarrier together = new CyclicBarrier(4);
    List<Instant> times = List.of(at(20), at(20), at(21), at(22));

    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Ticked>> all =
          IntStream.range(0, 4)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            together.await(30, TimeUnit.SECONDS);
                            return tick.plan(times.get(i), LocalPipeline.catalogue(type("T")));
                          }))
              .toList();
      for (Future<Ticked> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    }

    assertThat(pipeline.number("SELECT COUNT(*) FROM millrace_run WHERE kind = 'schedule'"))
        .isEqualTo(2 + 3);
    List<Slice> healing = pipeline.slices(RunKind.HEAL);
    long seconds = healing.stream().mapToLong(slice -> slice.window().seconds()).sum();
    assertThat(Spans.of(healing.stream().map(Slice::window).toList()).seconds())
        .as("no second twice")
        .isEqualTo(seconds);
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

  private static List<Window> windows(Simulation simulation, RunKind kind) {
    return simulation.queue().stream()
        .filter(slice -> slice.kind() == kind)
        .map(Slice::window)
        .toList();
  }

  private static Instant at(int hour) {
    return START.plus(Duration.ofHours(hour));
  }

  private static long second(int hour) {
    return at(hour).getEpochSecond();
  }
}

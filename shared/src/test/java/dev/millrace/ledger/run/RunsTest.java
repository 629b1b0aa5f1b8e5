package dev.millrace.ledger.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class RunsTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  private final Runs runs = ledger.runs();
  private final Attempts attempts = ledger.attempts("one");

  @Test
  void a_run_is_planned_with_its_slices() {
    Planned planned = runs.plan(RunKind.SCHEDULE, "1718000000", slices(3));

    assertThat(planned.fresh()).isTrue();
    assertThat(runs.states(planned.run())).containsExactly(Map.entry(SliceState.PLANNED, 3L));
    assertThat(runs.due(10))
        .extracting(Slice::kind, Slice::type, Slice::window)
        .containsExactly(
            tuple(RunKind.SCHEDULE, "T", new Window(120, 180)),
            tuple(RunKind.SCHEDULE, "T", new Window(60, 120)),
            tuple(RunKind.SCHEDULE, "T", new Window(0, 60)));
  }

  @Test
  void the_same_trigger_returns_the_existing_run() {
    Planned first = runs.plan(RunKind.SCHEDULE, "x", slices(3));

    Planned again = runs.plan(RunKind.SCHEDULE, "x", slices(5));

    assertThat(again).isEqualTo(new Planned(first.run(), false));
    assertThat(runs.states(first.run())).containsEntry(SliceState.PLANNED, 3L);
  }

  @Test
  void triggers_are_the_same_only_with_their_kind_and_every_letter() {
    runs.plan(RunKind.SCHEDULE, "x", slices(1));

    assertThat(runs.plan(RunKind.BACKFILL, "x", slices(1)).fresh()).isTrue();
    assertThat(runs.plan(RunKind.SCHEDULE, "X", slices(1)).fresh()).isTrue();
  }

  @Test
  void one_trigger_from_two_threads_is_one_run() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    Callable<Planned> plan =
        () -> {
          together.await(30, TimeUnit.SECONDS);
          return runs.plan(RunKind.SCHEDULE, "x", slices(500));
        };

    List<Planned> both;
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Planned> one = threads.submit(plan);
      Future<Planned> other = threads.submit(plan);
      both = List.of(one.get(), other.get());
    }

    assertThat(both).extracting(Planned::fresh).containsExactlyInAnyOrder(true, false);
    assertThat(both.getFirst().run()).isEqualTo(both.getLast().run());
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_run")).isEqualTo(1);
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_slice")).isEqualTo(500);
  }

  @Test
  void five_thousand_slices_are_one_plan() {
    Planned planned = runs.plan(RunKind.BACKFILL, "wide", slices(5_000));

    assertThat(runs.states(planned.run())).containsExactly(Map.entry(SliceState.PLANNED, 5_000L));
    assertThat(ledger.number("SELECT SUM(window_to - window_from) FROM millrace_slice"))
        .isEqualTo(300_000);
  }

  @Test
  void a_run_may_have_nothing_to_do() {
    Planned planned = runs.plan(RunKind.BACKFILL, "nothing", List.of());

    assertThat(planned.fresh()).isTrue();
    assertThat(runs.states(planned.run())).isEmpty();
    assertThat(runs.plan(RunKind.BACKFILL, "nothing", slices(1)).fresh()).isFalse();
  }

  @Test
  void a_plan_that_the_database_refuses_leaves_nothing_behind() {
    List<PlannedSlice> twice = List.of(slices(1).getFirst(), slices(1).getFirst());

    assertThatThrownBy(() -> runs.plan(RunKind.BACKFILL, "x", twice))
        .isInstanceOf(DatabaseException.class);
    assertThatThrownBy(() -> runs.plan(RunKind.BACKFILL, "x".repeat(129), slices(1)))
        .isInstanceOf(DatabaseException.class);

    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_run")).isZero();
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_slice")).isZero();
  }

  @Test
  void due_slices_are_sent_newest_first_and_others_wait() {
    long early = ledger.slice("T", 0, 60);
    long late = ledger.slice("T", 60, 120);
    long future = ledger.slice("T", 120, 180);
    ledger.update(
        "UPDATE millrace_slice SET not_before = NOW(3) + INTERVAL 1 HOUR WHERE id = ?", future);

    assertThat(runs.due(10)).extracting(Slice::id).containsExactly(late, early);
    assertThat(runs.due(1)).extracting(Slice::id).containsExactly(late);
  }

  @Test
  void regular_slices_go_before_healing_ones_and_these_before_rechecks() {
    for (RunKind kind :
        List.of(RunKind.RECHECK, RunKind.BACKFILL, RunKind.HEAL, RunKind.SCHEDULE)) {
      runs.plan(kind, "x", slices(1));
    }

    assertThat(runs.due(10))
        .extracting(Slice::kind)
        .containsExactly(RunKind.SCHEDULE, RunKind.HEAL, RunKind.RECHECK);
  }

  @Test
  void sent_slices_are_not_due_again() {
    ledger.slice("T", 0, 60);

    runs.sent(runs.due(10));

    assertThat(runs.due(10)).isEmpty();
    assertThat(runs.silent(Duration.ofMinutes(15), 10)).isEmpty();
  }

  @Test
  void states_are_counted_per_run() {
    long run = ledger.run(slices(4));
    List<Slice> due = runs.due(10);
    runs.sent(due.subList(1, 4));
    ledger.claim(attempts, due.get(2).id(), "T");
    attempts.finish(ledger.claim(attempts, due.get(3).id(), "T"));
    ledger.slice("U", 0, 60);

    assertThat(runs.states(run))
        .containsExactly(
            Map.entry(SliceState.PLANNED, 1L),
            Map.entry(SliceState.SENT, 1L),
            Map.entry(SliceState.RUNNING, 1L),
            Map.entry(SliceState.DONE, 1L));
  }

  /**
   * The dispatcher sends, a worker takes the message at once, and only then the sending is noted.
   */
  @Test
  void noting_a_sent_message_does_not_undo_a_claim() {
    ledger.run(slices(4));
    List<Slice> due = runs.due(10);
    ledger.claim(attempts, due.get(0).id(), "T");
    attempts.finish(ledger.claim(attempts, due.get(1).id(), "T"));
    ledger.state(due.get(2).id(), SliceState.DEAD);
    ledger.state(due.get(3).id(), SliceState.CANCELLED);

    runs.sent(due);

    assertThat(due)
        .extracting(slice -> ledger.state(slice.id()))
        .containsExactly(
            SliceState.RUNNING, SliceState.DONE, SliceState.DEAD, SliceState.CANCELLED);
  }

  private static List<PlannedSlice> slices(int count) {
    return LongStream.range(0, count)
        .mapToObj(i -> new PlannedSlice("T", new Window(i * 60, i * 60 + 60)))
        .toList();
  }
}

package dev.millrace.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.DatabaseException;
import dev.millrace.database.Sql;
import dev.millrace.ledger.run.EndedRuns;
import dev.millrace.ledger.run.RunControl;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.ledger.run.Runs;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A backfill of thousands of slices is cancelled while a sender sends and workers claim, finish,
 * fail, split and give back; the cancellation is killed half way, and sweeps run now and then.
 */
final class CancelInTheMiddleTest {

  private static final int SLICES = 7000;
  private static final int ALREADY_DONE = 40;

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger("T", "U");

  private final Runs runs = ledger.runs();
  private final EndedRuns ended = new EndedRuns(ledger.database());
  private final BlockingQueue<Slice> queue = new ArrayBlockingQueue<>(20_000);
  private final List<Slice> sent = Collections.synchronizedList(new ArrayList<>());
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger handled = new AtomicInteger();

  @Test
  void no_slice_is_stranded_or_revived() throws Exception {
    long run = backfill();
    List<RunSummary> told = new ArrayList<>();

    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<?>> busy =
          List.of(
              threads.submit(this::send),
              threads.submit(() -> work("one", 1)),
              threads.submit(() -> work("two", 2)));
      awaitWork();
      killedCancel(run);
      assertThat(runs.states(run))
          .as("it is in the middle")
          .containsKeys(SliceState.DONE, SliceState.PLANNED, SliceState.CANCELLED);
      ended.tellRuns(told::add);
      over.set(true);
      for (Future<?> one : busy) {
        one.get(60, TimeUnit.SECONDS);
      }
    }
    ended.tellRuns(told::add);

    Map<SliceState, Long> states = runs.states(run);
    assertThat(states.keySet())
        .isSubsetOf(
            EnumSet.of(SliceState.DONE, SliceState.SPLIT, SliceState.DEAD, SliceState.CANCELLED));
    assertThat(states.get(SliceState.CANCELLED)).isGreaterThan(SLICES);
    assertThat(ledger.running()).as("attempts").isEmpty();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().state()).isEqualTo(RunState.CANCELLED);
    assertThat(runs.portions().take(1e6)).isEmpty();
    assertThat(runs.silent(Duration.ZERO, 100)).isEmpty();
    Attempts late = ledger.attempts("late");
    assertThat(sent.subList(sent.size() - ALREADY_DONE, sent.size()))
        .as("messages that are delivered again, or late")
        .allSatisfy(
            slice ->
                assertThat(late.claim(slice.id(), slice.type()))
                    .isInstanceOfAny(Claim.Ended.class, Claim.Dead.class));
    for (String type : List.of("T", "U")) {
      assertThat(covered(type).windows()).as("done slices").isEqualTo(done(type).windows());
    }
  }

  /** Killed after the first pieces, from the server's view; nothing continues it. */
  private void killedCancel(long run) {
    long poisoned =
        ledger.number(
            "SELECT id FROM millrace_slice WHERE run = ? AND state = 'planned'"
                + " ORDER BY id LIMIT 6000, 1",
            run);
    ledger.update(
        "CREATE TRIGGER kill_it BEFORE UPDATE ON millrace_slice FOR EACH ROW BEGIN"
            + " IF NEW.id = "
            + poisoned
            + " AND NEW.state = 'cancelled' THEN SIGNAL SQLSTATE '45000'; END IF; END");
    try {
      assertThatThrownBy(() -> new RunControl(ledger.database()).cancel(run))
          .isInstanceOf(DatabaseException.class);
    } finally {
      ledger.update("DROP TRIGGER kill_it");
    }
  }

  private void send() {
    while (!over.get()) {
      List<Slice> portion = runs.portions().take(10);
      queue.addAll(portion);
      sent.addAll(portion);
      runs.sent(portion);
      ledger.update("UPDATE millrace_run SET sent_until = sent_until - INTERVAL 1 SECOND");
    }
  }

  private void work(String name, long seed) {
    Random random = new Random(seed);
    Attempts attempts = ledger.attempts(name);
    while (!over.get()) {
      Slice slice = queue.poll();
      if (slice != null
          && attempts.claim(slice.id(), slice.type()) instanceof Claim.Claimed(Attempt attempt)) {
        end(attempts, attempt, random);
        handled.incrementAndGet();
      }
    }
  }

  private static void end(Attempts attempts, Attempt attempt, Random random) {
    try {
      switch (random.nextInt(8)) {
        case 0 -> attempts.split(attempt, "too much");
        case 1 -> attempts.giveBack(attempt, "the source is unavailable");
        case 2 -> attempts.fail(attempt, "no luck");
        default -> attempts.finish(attempt);
      }
    } catch (RevokedException _) {
      // its run was cancelled in the meantime
    }
  }

  private void awaitWork() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (handled.get() < ALREADY_DONE && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static long backfill() {
    List<PlannedSlice> slices = new ArrayList<>();
    for (String type : List.of("T", "U")) {
      LongStream.range(0, SLICES)
          .mapToObj(i -> new PlannedSlice(type, new Window(i * 60, i * 60 + 60)))
          .forEach(slices::add);
    }
    return ledger.runs().plan(RunKind.BACKFILL, "ten years", slices).run();
  }

  private static Spans covered(String type) {
    return Spans.of(ledger.coverage(type).stream().map(Coverage.Span::window).toList());
  }

  private static Spans done(String type) {
    return ledger
        .database()
        .transact(
            connection ->
                Spans.of(
                    Sql.list(
                        connection,
                        "SELECT window_from, window_to FROM millrace_slice"
                            + " WHERE type = ? AND state = 'done'",
                        row -> new Window(row.getLong(1), row.getLong(2)),
                        type)));
  }
}

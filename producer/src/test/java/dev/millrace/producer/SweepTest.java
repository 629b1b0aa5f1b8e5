package dev.millrace.producer;

import static dev.millrace.producer.LocalPipeline.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.message.SliceMessage;
import dev.millrace.plan.AggregateHints;
import dev.millrace.producer.Sweep.Swept;
import dev.millrace.queue.sqs.QueueSender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SweepTest {

  private final LocalPipeline pipeline = LocalPipeline.empty();
  private final Sweep sweep = pipeline.sweep();

  @Test
  void a_sweep_with_nothing_to_do_sends_nothing() {
    assertThat(sweep.run()).isEqualTo(NOTHING);

    assertThat(pipeline.take("import")).isEmpty();
    assertThat(pipeline.take("backfill")).isEmpty();
    assertThat(pipeline.take("aggregate")).isEmpty();
  }

  @Test
  void due_slices_are_sent_once_to_the_queue_of_their_run() {
    List<Slice> live = pipeline.plan(RunKind.SCHEDULE, 2);
    pipeline.plan(RunKind.BACKFILL, 3);

    assertThat(sweep.run()).isEqualTo(new Swept(2, 0, 3, 0, 0, 0));
    assertThat(sweep.run()).isEqualTo(NOTHING);

    assertThat(pipeline.take("import"))
        .containsExactlyInAnyOrderElementsOf(live.stream().map(SweepTest::message).toList());
    assertThat(pipeline.take("backfill")).hasSize(3);
  }

  @Test
  void silent_slices_are_re_sent_after_fifteen_minutes() {
    List<Slice> slices = pipeline.plan(RunKind.SCHEDULE, 2);
    sweep.run();
    pipeline.take("import");
    sentMinutesAgo(slices.getFirst(), 16);
    sentMinutesAgo(slices.getLast(), 14);

    assertThat(sweep.run()).isEqualTo(new Swept(0, 1, 0, 0, 0, 0));
    assertThat(sweep.run()).as("it has time again").isEqualTo(NOTHING);

    assertThat(pipeline.take("import")).containsExactly(message(slices.getFirst()));
  }

  @Test
  void a_slice_whose_worker_died_with_its_message_is_sent_again_and_taken_over() {
    Slice slice = pipeline.plan(RunKind.SCHEDULE, 1).getFirst();
    sweep.run();
    pipeline.take("import");
    Attempts attempts = new Attempts(pipeline.database(), "dead", Duration.ofSeconds(60));
    attempts.claim(slice.id(), "T");
    sentMinutesAgo(slice, 60);
    assertThat(sweep.run()).as("its lease is live").isEqualTo(NOTHING);
    pipeline.update("UPDATE millrace_attempt SET lease_until = NOW(3) - INTERVAL 16 MINUTE");

    assertThat(sweep.run()).isEqualTo(new Swept(0, 1, 0, 0, 0, 0));

    assertThat(pipeline.take("import")).containsExactly(message(slice));
    assertThat(attempts.claim(slice.id(), "T")).isInstanceOf(Claim.Claimed.class);
  }

  @Test
  void done_slices_are_never_re_sent() {
    Slice slice = pipeline.plan(RunKind.SCHEDULE, 1).getFirst();
    sweep.run();
    pipeline.take("import");
    Attempts attempts = new Attempts(pipeline.database(), "one", Duration.ofSeconds(60));
    if (attempts.claim(slice.id(), "T") instanceof Claim.Claimed(var attempt)) {
      attempts.finish(attempt);
    }
    sentMinutesAgo(slice, 600);

    assertThat(sweep.run()).as("its run has ended").isEqualTo(new Swept(0, 0, 0, 0, 1, 0));
    assertThat(sweep.run()).isEqualTo(NOTHING);
  }

  @Test
  void a_purged_import_queue_heals_by_itself() {
    List<Slice> slices = pipeline.plan(RunKind.SCHEDULE, 30);
    sweep.run();
    assertThat(pipeline.take("import")).as("gone without an error").hasSize(30);
    pipeline.update("UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL 16 MINUTE");

    assertThat(sweep.run()).isEqualTo(new Swept(0, 30, 0, 0, 0, 0));

    assertThat(pipeline.take("import"))
        .containsExactlyInAnyOrderElementsOf(slices.stream().map(SweepTest::message).toList());
  }

  @Test
  void a_failed_step_does_not_prevent_the_others() {
    pipeline.plan(RunKind.SCHEDULE, 1);
    pipeline.plan(RunKind.BACKFILL, 2);
    pipeline.mark("T", 300, 31);
    long ended = pipeline.runs().plan(RunKind.HEAL, "nothing", List.of()).run();
    AggregateHints broken =
        new AggregateHints(
            new QueueSender(pipeline.nowhere()), Duration.ofSeconds(10), System::nanoTime);
    Sweep halfBroken = pipeline.sweep(broken, null);

    assertThatThrownBy(halfBroken::run)
        .isInstanceOf(SweepFailedException.class)
        .hasMessageStartingWith(
            "the next sweep retries the failed steps: hints for stale buckets: ");

    assertThat(pipeline.take("import")).hasSize(1);
    assertThat(pipeline.take("backfill")).hasSize(2);
    assertThat(
            pipeline.number(
                "SELECT COUNT(*) FROM millrace_run WHERE id = ? AND ended_at IS NOT NULL", ended))
        .isEqualTo(1);
    assertThat(sweep.run()).isEqualTo(new Swept(0, 0, 0, 1, 0, 0));
  }

  /** Like a step that waits too long for a lock. */
  @Test
  void a_step_that_meets_a_lock_conflict_does_not_end_the_sweep() {
    pipeline.plan(RunKind.SCHEDULE, 1);
    pipeline.plan(RunKind.BACKFILL, 2);
    pipeline.mark("T", 300, 31);
    pipeline.update(
        "CREATE TRIGGER busy BEFORE UPDATE ON millrace_slice FOR EACH ROW"
            + " BEGIN IF NEW.run IN (SELECT id FROM millrace_run WHERE kind = 'schedule') THEN"
            + " SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1205; END IF; END");
    try {
      assertThatThrownBy(sweep::run)
          .isInstanceOf(SweepFailedException.class)
          .hasMessageStartingWith("the next sweep retries the failed steps: sending due slices: ");
    } finally {
      pipeline.update("DROP TRIGGER busy");
    }

    assertThat(pipeline.take("backfill")).hasSize(2);
    assertThat(pipeline.take("aggregate")).hasSize(1);
    assertThat(sweep.run().scheduled()).isEqualTo(1);
  }

  @Test
  void concurrent_sweeps_send_everything_at_least_once() throws Exception {
    List<Slice> slices = pipeline.plan(RunKind.SCHEDULE, 40);
    pipeline.plan(RunKind.BACKFILL, 40);
    sentMinutesAgo(slices.getFirst(), 20);
    pipeline.mark("T", 300, 31);
    int sweeps = 3;
    CyclicBarrier together = new CyclicBarrier(sweeps);

    try (ExecutorService threads = Executors.newFixedThreadPool(sweeps)) {
      List<Future<Swept>> all =
          LongStream.range(0, sweeps)
              .mapToObj(
                  _ ->
                      threads.submit(
                          () -> {
                            together.await(30, TimeUnit.SECONDS);
                            return pipeline.sweep().run();
                          }))
              .toList();
      for (Future<Swept> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    }

    assertThat(pipeline.take("import"))
        .containsAll(slices.stream().map(SweepTest::message).toList());
    assertThat(pipeline.take("backfill").stream().distinct()).hasSize(40);
    assertThat(pipeline.take("aggregate")).isNotEmpty();
    assertThat(pipeline.number("SELECT COUNT(*) FROM millrace_slice WHERE state <> 'sent'"))
        .isZero();
    assertThat(sweep.run()).isEqualTo(new Swept(0, 0, 0, 1, 0, 0));
  }

  private void sentMinutesAgo(Slice slice, int minutes) {
    pipeline.update(
        "UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL ? MINUTE WHERE id = ?",
        minutes,
        slice.id());
  }

  private static SliceMessage message(Slice slice) {
    return new SliceMessage(slice.id(), slice.type(), slice.window());
  }
}

package dev.millrace.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.event.EventBus;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Slice;
import dev.millrace.local.LocalBus;
import dev.millrace.message.BucketsMessage;
import dev.millrace.message.SliceMessage;
import dev.millrace.plan.AggregateHints;
import dev.millrace.producer.Sweep.Swept;
import dev.millrace.queue.QueueSender;
import dev.millrace.time.Window;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

final class SweepTest {

  private static final DocumentType EVENT =
      DocumentType.parse(
          "type: Event\ncount_only: true\noccurred_at: occurrence_timestamp\n", "Event.yaml");

  private static final Swept NOTHING = new Swept(0, 0, 0, 0, 0, 0);

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
  void the_event_bus_is_told_which_tables_have_changed() {
    noteChange();

    try (LocalBus local = LocalBus.start();
        EventBus bus = bus(local)) {
      pipeline.sweep(bus).run();

      assertThat(local.details())
          .containsExactly(
              """
              {"version":1,"tables":[\
              {"table":"EventCount","type":"T","from":300,"to":600,"rows":1}]}""");
    }
  }

  @Test
  void a_bus_that_is_away_is_told_later_and_stops_nothing() {
    noteChange();
    plan(RunKind.SCHEDULE, 2);

    try (LocalBus local = LocalBus.start();
        EventBus bus = bus(local)) {
      local.refuse(1);

      assertThatThrownBy(() -> pipeline.sweep(bus).run())
          .isInstanceOf(SweepFailedException.class)
          .hasMessageContaining("telling which tables have changed: ");
      assertThat(pipeline.take("import")).hasSize(2);
      assertThat(local.details()).isEmpty();
      pipeline.sweep(bus).run();

      assertThat(local.details()).hasSize(1);
    }
  }

  private void noteChange() {
    pipeline.update(
        """
        INSERT INTO millrace_table_change (type, counts, window_from, window_to, row_count)
        VALUES ('T', TRUE, 300, 600, 1)""");
  }

  private static EventBus bus(LocalBus local) {
    return new EventBus(
        EventBridgeClient.builder()
            .endpointOverride(URI.create(local.endpoint()))
            .region(Region.EU_NORTH_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("k", "s")))
            .build(),
        "events");
  }

  @Test
  void what_is_planned_and_due_is_sent_once_to_the_queue_of_its_run() {
    List<Slice> live = plan(RunKind.SCHEDULE, 2);
    plan(RunKind.BACKFILL, 3);

    assertThat(sweep.run()).isEqualTo(new Swept(2, 0, 3, 0, 0, 0));
    assertThat(sweep.run()).isEqualTo(NOTHING);

    assertThat(pipeline.take("import"))
        .containsExactlyInAnyOrderElementsOf(live.stream().map(SweepTest::message).toList());
    assertThat(pipeline.take("backfill")).hasSize(3);
  }

  @Test
  void what_was_sent_is_sent_again_after_a_quarter_of_an_hour_of_silence() {
    List<Slice> slices = plan(RunKind.SCHEDULE, 2);
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
    Slice slice = plan(RunKind.SCHEDULE, 1).getFirst();
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
  void what_is_done_is_never_sent_again() {
    Slice slice = plan(RunKind.SCHEDULE, 1).getFirst();
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
    List<Slice> slices = plan(RunKind.SCHEDULE, 30);
    sweep.run();
    assertThat(pipeline.take("import")).as("gone, and nobody says so").hasSize(30);
    pipeline.update("UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL 16 MINUTE");

    assertThat(sweep.run()).isEqualTo(new Swept(0, 30, 0, 0, 0, 0));

    assertThat(pipeline.take("import"))
        .containsExactlyInAnyOrderElementsOf(slices.stream().map(SweepTest::message).toList());
  }

  @Test
  void a_step_that_fails_does_not_keep_the_others_from_being_done() {
    plan(RunKind.SCHEDULE, 1);
    plan(RunKind.BACKFILL, 2);
    mark("T", 300, 31);
    long ended = pipeline.runs().plan(RunKind.HEAL, "nothing", List.of()).run();
    AggregateHints broken =
        new AggregateHints(
            new QueueSender(pipeline.nowhere()), Duration.ofSeconds(10), System::nanoTime);
    Sweep halfBroken = pipeline.sweep(broken, null);

    assertThatThrownBy(halfBroken::run)
        .isInstanceOf(SweepFailedException.class)
        .hasMessageStartingWith("the next sweep tries again what failed: hints for marks: ");

    assertThat(pipeline.take("import")).hasSize(1);
    assertThat(pipeline.take("backfill")).hasSize(2);
    assertThat(
            pipeline.number(
                "SELECT COUNT(*) FROM millrace_run WHERE id = ? AND ended_at IS NOT NULL", ended))
        .isEqualTo(1);
    assertThat(sweep.run()).isEqualTo(new Swept(0, 0, 0, 1, 0, 0));
  }

  @Test
  void the_bus_is_told_of_the_ends_of_runs_and_slices_once_it_is_there() {
    Slice slice = plan(RunKind.SCHEDULE, 1).getFirst();
    pipeline.update(
        "UPDATE millrace_slice SET state = 'dead', error = 'no luck', attempts = 5 WHERE id = ?",
        slice.id());

    try (LocalBus local = LocalBus.start();
        EventBus bus = bus(local)) {
      local.refuse(2);
      assertThatThrownBy(() -> pipeline.sweep(bus).run())
          .hasMessageContaining("ending runs: ")
          .hasMessageContaining("announcing dead slices: ");
      assertThat(pipeline.sweep(bus).run()).isEqualTo(new Swept(0, 0, 0, 0, 1, 1));
      assertThat(pipeline.sweep(bus).run()).isEqualTo(NOTHING);

      assertThat(local.details()).hasSize(2);
      assertThat(local.details().getFirst()).contains("\"kind\":\"schedule\"", "\"dead\":1");
      assertThat(local.details().getLast())
          .contains("\"slice\":%d,".formatted(slice.id()), "\"reason\":\"no luck\"");
    }
  }

  @Test
  void old_marks_become_one_hint_for_each_type() {
    mark("T", 300, 31);
    mark("T", 900, 3600);
    mark("T", 600, 31);
    mark("U", -300, 31);
    mark("V", 300, 20);

    assertThat(sweep.run()).isEqualTo(new Swept(0, 0, 0, 2, 0, 0));

    assertThat(pipeline.take("aggregate"))
        .containsExactlyInAnyOrder(
            new BucketsMessage("T", new Window(300, 1200)),
            new BucketsMessage("U", new Window(-300, 0)));
    assertThat(pipeline.number("SELECT COUNT(*) FROM millrace_stale_bucket"))
        .as("a sweep only hints")
        .isEqualTo(5);
  }

  @Test
  void what_somebody_else_changed_in_the_last_day_or_the_future_is_marked_and_hinted_at_once() {
    new StoredTypes(pipeline.database()).save(EVENT);
    event("now", "NOW(3)");
    event("yesterday", "NOW(3) - INTERVAL 1430 MINUTE");
    event("before", "NOW(3) - INTERVAL 1450 MINUTE");
    event("future", "'2037-05-06 07:08:09'");

    assertThat(sweep.run()).isEqualTo(new Swept(0, 0, 0, 1, 0, 0));
    assertThat(sweep.run()).as("these wait already").isEqualTo(NOTHING);

    assertThat(pipeline.number("SELECT COUNT(*) FROM millrace_stale_bucket")).isEqualTo(3);
    assertThat(pipeline.take("aggregate"))
        .singleElement()
        .isInstanceOfSatisfying(
            BucketsMessage.class, hint -> assertThat(hint.type()).isEqualTo("Event"));
  }

  @Test
  void a_count_only_type_that_is_off_is_left_alone() {
    new StoredTypes(pipeline.database())
        .save(DocumentType.parse(EVENT.source() + "enabled: false\n", "Event.yaml"));
    event("now", "NOW(3)");

    assertThat(sweep.run()).isEqualTo(NOTHING);
  }

  @Test
  void a_table_that_is_gone_does_not_keep_the_others_from_being_counted() {
    StoredTypes types = new StoredTypes(pipeline.database());
    types.save(DocumentType.parse("type: A\ncount_only: true\noccurred_at: at", "A.yaml"));
    types.save(EVENT);
    event("now", "NOW(3)");

    assertThat(sweep.run()).isEqualTo(new Swept(0, 0, 0, 1, 0, 0));
  }

  private void event(String id, String moment) {
    pipeline.update("INSERT INTO Event VALUES (?, %s)".formatted(moment), id);
  }

  @Test
  void sweeping_at_once_sends_everything_at_least_once_and_breaks_nothing() throws Exception {
    List<Slice> slices = plan(RunKind.SCHEDULE, 40);
    plan(RunKind.BACKFILL, 40);
    sentMinutesAgo(slices.getFirst(), 20);
    mark("T", 300, 31);
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

  private List<Slice> plan(RunKind kind, int slices) {
    pipeline
        .runs()
        .plan(
            kind,
            kind.text(),
            LongStream.range(0, slices)
                .mapToObj(i -> new PlannedSlice("T", new Window(i * 60, i * 60 + 60)))
                .toList());
    return pipeline.slices(kind);
  }

  private void sentMinutesAgo(Slice slice, int minutes) {
    pipeline.update(
        "UPDATE millrace_slice SET sent_at = NOW(3) - INTERVAL ? MINUTE WHERE id = ?",
        minutes,
        slice.id());
  }

  private void mark(String type, long bucket, int secondsAgo) {
    pipeline.update(
        "INSERT INTO millrace_stale_bucket (type, bucket, marked_at)"
            + " VALUES (?, ?, NOW(3) - INTERVAL ? SECOND)",
        type,
        bucket,
        secondsAgo);
  }

  private static SliceMessage message(Slice slice) {
    return new SliceMessage(slice.id(), slice.type(), slice.window());
  }
}

package dev.millrace.producer;

import static dev.millrace.producer.LocalPipeline.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.message.Message;
import dev.millrace.message.SliceMessage;
import dev.millrace.plan.Backfill;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Only;
import dev.millrace.time.SliceWidth;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Ticks, sweeps and a worker, minute by minute, while a backfill of thousands of slices is planned.
 * The worker empties the backfill queue before it reads the import queue, which is the worst case
 * for scheduled imports.
 */
final class BackfillBesideLiveTest {

  private static final Instant START = Instant.parse("2019-03-31T01:00:00Z");
  private static final int TICK_MINUTES = 10;
  private static final int SLICES_A_MINUTE = 6;
  private static final int MOST_ON_QUEUE = 3 * SLICES_A_MINUTE;

  private final LocalPipeline pipeline = LocalPipeline.empty();
  private final Catalogue catalogue = catalogue(type("T"), type("U"));
  private final Tick tick = new Tick(pipeline.database());
  private final Sweep sweep = pipeline.sweep(SLICES_A_MINUTE / 60.0);
  private final Attempts attempts =
      new Attempts(pipeline.database(), "a worker", Duration.ofSeconds(60));

  @Test
  void live_import_keeps_its_lag_and_the_backfill_advances_in_every_minute() {
    List<Long> before = new ArrayList<>();
    List<Long> during = new ArrayList<>();
    List<Integer> advances = new ArrayList<>();

    for (int minute = 0; minute < TICK_MINUTES; minute++) {
      plan(minute);
      work();
      before.add(lag(minute));
    }
    backfill();
    for (int minute = TICK_MINUTES; minute < 2 * TICK_MINUTES; minute++) {
      plan(minute);
      advances.add(work());
      during.add(lag(minute));
    }

    assertThat(before).startsWith(60L, 120L).endsWith(600L);
    assertThat(during).as("minute by minute").isEqualTo(before);
    assertThat(advances)
        .allSatisfy(slices -> assertThat(slices).isCloseTo(SLICES_A_MINUTE, within(1)));
  }

  @Test
  void after_a_standstill_of_the_worker_a_live_slice_waits_behind_few_of_the_backfill() {
    backfill();
    for (int minute = 1; minute < 10; minute++) {
      plan(minute);
    }

    plan(10);
    int ahead = work();

    assertThat(ahead).isBetween(MOST_ON_QUEUE - 1, MOST_ON_QUEUE);
    assertThat(lag(10)).isEqualTo(60);
    plan(11);
    assertThat(work()).as("and it continues").isCloseTo(SLICES_A_MINUTE, within(1));
  }

  /** The schedules of one minute; then the minute passes for the backfills' rate. */
  private void plan(int minute) {
    if (minute % TICK_MINUTES == 0) {
      tick.plan(at(minute), catalogue);
    }
    sweep.run();
    pipeline.update("UPDATE millrace_run SET sent_until = sent_until - INTERVAL 60 SECOND");
  }

  /** The worker takes all messages; returns how many were slices of the backfill. */
  private int work() {
    List<Message> backfills = pipeline.take("backfill");
    backfills.forEach(this::importSlice);
    pipeline.take("import").forEach(this::importSlice);
    return backfills.size();
  }

  private void importSlice(Message message) {
    if (message instanceof SliceMessage slice
        && attempts.claim(slice.id(), slice.type()) instanceof Claim.Claimed(var attempt)) {
      attempts.finish(attempt);
    }
  }

  /** Two years that end a day before the schedule began: 2,920 slices. */
  private void backfill() {
    long end = START.minus(Duration.ofDays(1)).getEpochSecond();
    Backfill asked =
        new Backfill(List.of(), end - 730 * 86_400L, end, Only.MISSING, SliceWidth.SIX_HOURS, null);
    new Backfills(pipeline.database()).plan(asked, "a person", at(60), catalogue);
  }

  /** Seconds since the newest imported second of both types. */
  private long lag(int minute) {
    return at(minute).getEpochSecond()
        - List.of("T", "U").stream()
            .map(type -> pipeline.database().transact(c -> Coverage.spans(c, type)))
            .mapToLong(spans -> spans.hull().map(Window::to).orElse(0L))
            .min()
            .orElseThrow();
  }

  private Catalogue catalogue(DocumentType... types) {
    for (DocumentType type : types) {
      new StoredTypes(pipeline.database()).save(type);
    }
    return LocalPipeline.catalogue(types);
  }

  private static Instant at(int minute) {
    return START.plus(Duration.ofMinutes(minute));
  }
}

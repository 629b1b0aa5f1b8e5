package dev.millrace.worker.outage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import dev.millrace.time.Window;
import dev.millrace.worker.Faults;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.TestImport;
import dev.millrace.worker.TestPipeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A long outage of source or database: no slice dies, and no attempt is lost. */
final class OutageTest {

  private static final int SLICES = 100;
  private static final int SLICE_SECONDS = 20;

  /** An hour in five seconds. */
  private static final int FASTER = 720;

  /** Longer than the pool waits for a connection. */
  private static final Duration POOL_WAITS_IN_VAIN = Duration.ofSeconds(11);

  /** Longer than a worker relies on what it read about open circuits. */
  private static final Duration RECORD_IS_READ_AGAIN = Duration.ofMillis(1_500);

  @AutoClose private final TestPipeline pipeline = new TestPipeline(TestDatabase.THINGS);

  @Test
  void an_hour_without_the_source_costs_no_attempt_and_no_message() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    pipeline.source().link(counting(asked));
    send();

    pipeline.start(
        TestPipeline.things(SLICES, "hammer"), pipeline.database().settings(10), fasterClock());
    Thread.sleep(Duration.ofHours(1).dividedBy(FASTER));
    int askedInTheHour = asked.get();
    pipeline.source().link(null);
    TestPipeline.await(() -> pipeline.openCircuits().isEmpty(), "close the circuit");
    endWaits();
    pipeline.awaitRest(SLICES);

    assertNothingLost();
    // Ten calls open the circuit, and four more may be in progress; then there is a probe every
    // half minute. Each of them is three tries.
    assertThat(askedInTheHour).isBetween(30, 3 * (10 + 4 + 120));
    // Slices that open the circuit, run at that time or were received ahead are claimed twice.
    assertThat(claims()).isLessThanOrEqualTo(SLICES + 10 + 4 + 10);
  }

  @Test
  void database_outage_during_imports_costs_no_attempt_and_no_message() throws Exception {
    cutOffInTheMiddle(Faults.text("[%s]".formatted(TestImport.thing("000", 0, "hammer"))), false);

    assertNothingLost();
    assertThat(claims()).as("those in the middle were not claimed yet").isEqualTo(SLICES);
  }

  @Test
  void outage_of_source_and_database_costs_no_attempt_and_no_message() throws Exception {
    cutOffInTheMiddle(Faults.brokenAfter("["), true);

    assertNothingLost();
  }

  /**
   * Cuts the database off while four slices wait for their documents, until the pool has waited in
   * vain for it.
   *
   * @param answer what those four get then
   * @param toAll whether the source answers so until the database is back
   */
  private void cutOffInTheMiddle(HttpHandler answer, boolean toAll) throws Exception {
    CountDownLatch inTheMiddle = new CountDownLatch(4);
    CountDownLatch gone = new CountDownLatch(1);
    pipeline
        .source()
        .documents(
            exchange -> {
              inTheMiddle.countDown();
              await(gone);
              answer.handle(exchange);
            });
    send();

    try (DatabaseLink link = new DatabaseLink(pipeline.database().settings(10))) {
      pipeline.start(
          TestPipeline.things(SLICES, "hammer"), link.settings(), InstantSource.system());
      await(inTheMiddle);
      if (!toAll) {
        pipeline.source().documents(null);
      }
      link.cut();
      gone.countDown();
      Thread.sleep(POOL_WAITS_IN_VAIN);
      pipeline.source().documents(null);
      link.mend();
      pipeline.awaitRest(SLICES);
    }
  }

  private void send() {
    for (int i = 0; i < SLICES; i++) {
      long from = (long) i * SLICE_SECONDS;
      long slice = pipeline.database().plan("Thing", new Window(from, from + SLICE_SECONDS));
      pipeline.queues().send("import", TestImport.message(slice));
    }
  }

  /**
   * Slices and the record of the open circuit wait by the database's clock for as long as the
   * worker's faster clock says; ends these waits and sends the slices, as the sweep does.
   */
  private void endWaits() throws InterruptedException {
    pipeline
        .database()
        .run(
            "UPDATE millrace_source_type"
                + " SET failing_since = NULL, failure = NULL, next_probe_at = NULL");
    Thread.sleep(RECORD_IS_READ_AGAIN);
    pipeline.database().run("UPDATE millrace_slice SET not_before = NOW(3)");
    pipeline
        .database()
        .rows("SELECT id FROM millrace_slice WHERE state IN ('planned', 'sent')")
        .forEach(
            slice -> pipeline.queues().send("import", TestImport.message(Long.parseLong(slice))));
  }

  private void assertNothingLost() {
    pipeline.assertHolds(TestPipeline.rows(SLICES, "hammer"));
    assertThat(
            pipeline
                .database()
                .rows("SELECT state, attempts, COUNT(*) FROM millrace_slice GROUP BY 1, 2"))
        .containsExactly("done 1 " + SLICES);
    assertThat(pipeline.queues().deadLetters("import")).isEmpty();
  }

  private long claims() {
    return pipeline.database().number("SELECT COUNT(*) FROM millrace_attempt");
  }

  private static HttpHandler counting(AtomicInteger asked) {
    return exchange -> {
      asked.incrementAndGet();
      Faults.status(503).handle(exchange);
    };
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static InstantSource fasterClock() {
    Instant begun = Instant.now();
    long nanos = System.nanoTime();
    return () -> begun.plusNanos((System.nanoTime() - nanos) * FASTER);
  }
}

package dev.millrace.worker.outage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.Outcome;
import dev.millrace.worker.Deliveries;
import dev.millrace.worker.Faults;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.TestImport;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Handlers that are interrupted, which a read or a statement shows in its own way. */
final class InterruptedImportTest {

  @AutoClose private final TestImport imports = new TestImport();

  @Test
  void a_worker_that_is_stopped_while_it_reads_gives_the_slice_back_at_once() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    imports.source().documents(Faults.silentAfter("[", reading));
    long slice = imports.plan();
    Deliveries.Handling handling = imports.begin(slice, Duration.ofMinutes(1));
    assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

    handling.interrupt();

    assertThat(handling.await()).isEqualTo(new Outcome.Retry(Duration.ZERO));
    assertThat(imports.slice(slice)).as("not claimed yet").isEqualTo("planned 0 null");
  }

  @Test
  void a_worker_that_is_stopped_while_it_writes_gives_the_slice_back_at_once() throws Exception {
    imports.source().documents(Faults.text(TestImport.TWO_THINGS));
    long slice = imports.plan();
    try (Connection blocking = imports.database().connect()) {
      TestDatabase.run(blocking, "INSERT INTO Thing" + TestImport.ROW_OF_A);
      Deliveries.Handling handling = imports.begin(slice, Duration.ofMinutes(1));
      imports.database().awaitLockWait();

      handling.interrupt();
      // The server has not noticed yet: it keeps the batch, and so the attempt, until it gets on.
      imports.database().awaitLockWaits(2);
      blocking.rollback();

      assertThat(handling.await()).isEqualTo(new Outcome.Retry(Duration.ZERO));
    }
    assertThat(imports.slice(slice)).isEqualTo("sent 0 the worker was stopped");
    assertThat(imports.deliver(slice)).isEqualTo(new Outcome.Done());
  }

  @Test
  void a_slice_that_cannot_be_split_and_takes_longer_than_a_message_may_counts_as_failed()
      throws Exception {
    imports.source().documents(Faults.silentAfter("[", new CountDownLatch(1)));
    long slice = imports.plan(1);

    Outcome outcome = imports.begin(slice, Duration.ofSeconds(1)).await();

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice))
        .isEqualTo("sent 1 processing took longer than allowed for one message");
  }

  @Test
  void a_slice_is_split_before_it_takes_longer_than_a_message_may() throws Exception {
    imports.source().documents(Faults.silentAfter("[", new CountDownLatch(1)));
    long slice = imports.plan();

    Outcome outcome = imports.begin(slice, Duration.ofSeconds(4)).await();

    assertThat(outcome).isEqualTo(new Outcome.Done());
    assertThat(imports.slice(slice)).startsWith("split 1 more than 0 documents after ");
  }
}

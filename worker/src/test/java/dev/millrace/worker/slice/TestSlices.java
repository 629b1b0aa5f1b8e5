package dev.millrace.worker.slice;

import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.fleet.SourceFailures;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.order.AttemptWatermarks;
import dev.millrace.ledger.run.Runs;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.worker.TestQueues;
import dev.millrace.worker.ingest.GroupCommit;
import dev.millrace.worker.ingest.SliceImporter;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.source.guard.BlockedSource;
import dev.millrace.worker.source.guard.CircuitReports;
import dev.millrace.worker.source.guard.GuardedSource;
import java.time.InstantSource;

/** What a worker handles slices with, around the parts that a test chooses. */
public final class TestSlices {

  private final Database pool;
  private final TestQueues queues;
  private final Attempts attempts;
  private final Runs runs;

  /**
   * @param queues with {@code import} and {@code backfill}
   */
  public TestSlices(Database pool, TestQueues queues, Attempts attempts) {
    this.pool = pool;
    this.queues = queues;
    this.attempts = attempts;
    this.runs = new Runs(pool);
  }

  public QueueSender sender(String queue) {
    return new QueueSender(new SqsQueue(TestQueues.client(), queues.url(queue)));
  }

  public Dispatcher dispatcher() {
    return new Dispatcher(runs, 1_000_000, sender("import"), sender("backfill"));
  }

  /**
   * The handler.
   *
   * @param batchRows rows of a batch of a claimed slice
   * @param clock that of the circuits
   */
  public SliceHandler handler(
      GuardedSource source,
      BlockedSource blocked,
      int batchRows,
      SliceLimits limits,
      InstantSource clock) {
    AttemptWatermarks watermarks = new AttemptWatermarks(pool, System::nanoTime);
    return new SliceHandler(
        new StoredTypes(pool),
        attempts,
        new SliceImporter(source, pool, attempts, batchRows),
        watermarks,
        new GroupCommit(pool, watermarks, "a test", 1000),
        limits,
        System::nanoTime,
        new SourceTrouble(
            source, blocked, new CircuitReports(new SourceFailures(pool), source, clock)),
        new Splits(attempts, dispatcher()),
        new RetrySender(runs, sender("import"), sender("backfill")),
        new OwedAttempts(attempts),
        SliceListener.NONE);
  }
}

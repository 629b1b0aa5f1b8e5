package dev.millrace.console;

import dev.millrace.database.DatabaseException;
import dev.millrace.operator.deadletter.DeadLetterQueue;
import dev.millrace.producer.Producer;
import dev.millrace.queue.sqs.SqsQueue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the console shows and changes.
 *
 * @param deadLetterQueues import, backfill and aggregate
 * @param backfillRate slices per second of all backfills together
 * @param explain a failure of the database in a sentence for operators
 * @param triggers names for runs that no other has
 * @param nanoTime such as {@link System#nanoTime}
 */
public record Deployment(
    Producer producer,
    Map<String, DeadLetterQueue> deadLetterQueues,
    double backfillRate,
    Function<DatabaseException, String> explain,
    Supplier<String> triggers,
    LongSupplier nanoTime) {

  /** The queues of the pipeline by name. */
  Map<String, SqsQueue> queues() {
    Map<String, SqsQueue> queues = new LinkedHashMap<>();
    deadLetterQueues.forEach((name, queue) -> queues.put(name, queue.origin()));
    return queues;
  }
}

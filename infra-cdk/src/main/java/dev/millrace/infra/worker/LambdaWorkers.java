package dev.millrace.infra.worker;

import dev.millrace.infra.part.Functions;
import dev.millrace.infra.part.Queues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.RecursiveLoop;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;
import software.constructs.Construct;

/**
 * Workers as functions, one for each queue, which start from a snapshot of a JVM with the handler
 * in it. State of the first event is not in it: logins and connections do not survive.
 */
public final class LambdaWorkers extends Construct {

  static final Duration IMPORT_TIMEOUT = Duration.minutes(5);
  static final Duration BACKFILL_TIMEOUT = Duration.minutes(15);
  static final Duration AGGREGATE_TIMEOUT = Duration.minutes(1);

  /**
   * Containers of all functions at once. Each has a pool of eight connections at most (a permit
   * each for imports and backfills, two for aggregates, and four more), so these take 192 of the
   * database's 500.
   */
  static final int IMPORTS_AT_ONCE = 10;

  static final int BACKFILLS_AT_ONCE = 10;
  static final int AGGREGATES_AT_ONCE = 4;

  private static final int MEMORY = 2048;

  private final WorkerParts parts;
  private final List<Function> functions = new ArrayList<>();

  public LambdaWorkers(Construct scope, String id, WorkerParts parts) {
    super(scope, id);
    this.parts = parts;
    Queues queues = parts.queues();
    function(queues.imports(), IMPORT_TIMEOUT, 1, IMPORTS_AT_ONCE);
    function(queues.backfills(), BACKFILL_TIMEOUT, 1, BACKFILLS_AT_ONCE);
    function(queues.aggregates(), AGGREGATE_TIMEOUT, 2, AGGREGATES_AT_ONCE);
  }

  /** Nothing extends a message's visibility while a function has it. */
  public static Queues.Visibility visibility() {
    return new Queues.Visibility(
        sixTimes(IMPORT_TIMEOUT), sixTimes(BACKFILL_TIMEOUT), sixTimes(AGGREGATE_TIMEOUT));
  }

  private static Duration sixTimes(Duration timeout) {
    return Duration.seconds(6 * timeout.toSeconds().intValue());
  }

  /** One for each queue. */
  public List<Function> functions() {
    return List.copyOf(functions);
  }

  private void function(Queues.WorkQueue queue, Duration timeout, int batch, int atOnce) {
    Map<String, String> settings = new HashMap<>(parts.settings());
    settings.put("MILLRACE_IMPORT_PERMITS", "1");
    settings.put("MILLRACE_BACKFILL_PERMITS", "1");
    settings.put("MILLRACE_AGGREGATE_PERMITS", "2");
    Function function =
        new Functions(parts.network())
            .builder(
                this,
                queue.name(),
                new Functions.What(
                    parts.artifacts().worker(),
                    "dev.millrace.worker.function.FunctionMain",
                    MEMORY,
                    timeout,
                    parts.network().workers(),
                    settings))
            // A slice that is split, or a hint for the rest, is sent to a queue that calls its
            // sender; every chain ends, since parts get smaller. Lambda would drop it after 16.
            .recursiveLoop(RecursiveLoop.ALLOW)
            .snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS)
            .build();
    // Before its version, which has the environment.
    parts.sweeps().ifPresent(sweeps -> sweeps.allow(function));
    Alias live =
        Alias.Builder.create(this, queue.name() + "Live")
            .aliasName("live")
            .version(function.getCurrentVersion())
            .build();
    live.addEventSource(
        SqsEventSource.Builder.create(queue.queue())
            .batchSize(batch)
            .reportBatchItemFailures(true)
            .maxConcurrency(atOnce)
            .build());
    parts.grantSources(function, function);
    parts.grantQueue(queue, function);
    parts.schema().before(live);
    functions.add(function);
  }
}

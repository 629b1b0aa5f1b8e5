package dev.millrace.worker;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.queue.ConsumerSettings;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.lookup.LookupSettings;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.source.SourceSettings;
import java.time.Duration;

/**
 * All that a worker needs to be told.
 *
 * @param lease how long a message and its slice stay this worker's without a sign of life
 * @param deadAfter how long after its first failure a slice may die
 * @param batchRows rows per transaction at most
 * @param limits what of a slice is imported in one go
 * @param hintEvery least time between two hints to aggregate one type
 * @param pseudonyms what personal data is hashed with
 * @param lookups who knows what documents hold only a key of
 * @param healthPort of 127.0.0.1, where it tells how it is; 0 for nowhere
 * @param backfillRate slices a second of all backfills together
 */
public record WorkerSettings(
    DatabaseSettings database,
    SourceSettings source,
    String importQueue,
    String backfillQueue,
    String aggregateQueue,
    ConsumerSettings imports,
    ConsumerSettings backfills,
    ConsumerSettings aggregates,
    Duration lease,
    Duration deadAfter,
    int batchRows,
    SliceLimits limits,
    Duration hintEvery,
    Pseudonyms pseudonyms,
    LookupSettings lookups,
    int healthPort,
    double backfillRate) {

  private static final int MOST_PERMITS = 1000;
  private static final int LONGEST_DEAD_AFTER = 366 * 86_400;
  private static final long MEGABYTE = 1 << 20;

  /** One handler uses one connection at a time; a lease may be renewed beside it. */
  private static final int SPARE_CONNECTIONS = 4;

  /** For hints and for slices that a window was planned into. */
  private static final int SENDING_CONNECTIONS = 8;

  /**
   * Reads the settings and checks them.
   *
   * @throws dev.millrace.settings.InvalidSettingsException naming all that is wrong or missing
   */
  public static WorkerSettings from(Environment environment) {
    Duration lease = environment.seconds(Setting.LEASE_SECONDS, 6, 3600);
    int mostPermits = Math.min(MOST_PERMITS, ConsumerSettings.extendable(lease));
    int imports = environment.number(Setting.IMPORT_PERMITS, 1, mostPermits);
    int backfills = environment.number(Setting.BACKFILL_PERMITS, 1, mostPermits);
    int aggregates = environment.number(Setting.AGGREGATE_PERMITS, 1, mostPermits);
    Duration pollWait = environment.seconds(Setting.POLL_SECONDS, 1, 20);
    Duration longest = environment.seconds(Setting.MESSAGE_SECONDS, 10, 11 * 3600);
    WorkerSettings settings =
        new WorkerSettings(
            DatabaseSettings.from(
                environment, imports + backfills + aggregates + SPARE_CONNECTIONS),
            SourceSettings.from(environment),
            environment.queueUrl(Setting.IMPORT_QUEUE).toString(),
            environment.queueUrl(Setting.BACKFILL_QUEUE).toString(),
            environment.queueUrl(Setting.AGGREGATE_QUEUE).toString(),
            new ConsumerSettings(imports, pollWait, lease, longest),
            new ConsumerSettings(backfills, pollWait, lease, longest),
            new ConsumerSettings(aggregates, pollWait, lease, longest),
            lease,
            environment.seconds(Setting.DEAD_AFTER_SECONDS, 0, LONGEST_DEAD_AFTER),
            environment.number(Setting.BATCH_ROWS, 1, 10_000),
            limits(environment),
            environment.seconds(Setting.HINT_SECONDS, 1, 900),
            Pseudonyms.of(environment.text(Setting.HASH_KEY)),
            LookupSettings.from(environment),
            environment.number(Setting.HEALTH_PORT, 0, 65_535),
            environment.number(Setting.SOURCE_RATE, 1, 1_000_000)
                * environment.number(Setting.BACKFILL_SHARE, 1, 100)
                / 100.0);
    environment.check();
    return settings;
  }

  private static SliceLimits limits(Environment environment) {
    return new SliceLimits(
        environment.number(Setting.SLICE_DOCUMENTS, 1, Integer.MAX_VALUE),
        MEGABYTE * environment.number(Setting.SLICE_MEGABYTES, 1, Integer.MAX_VALUE),
        environment.seconds(Setting.SLICE_SECONDS, 1, 11 * 3600));
  }

  /** Calls to SQS that may be under way at once: the consumers' and those that send. */
  public int sqsConnections() {
    return imports.connections()
        + backfills.connections()
        + aggregates.connections()
        + SENDING_CONNECTIONS;
  }
}

package dev.millrace.worker;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.queue.ConsumerSettings;
import dev.millrace.settings.Environment;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.settings.Setting;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.lookup.LookupSettings;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.source.api.SourceSettings;
import java.time.Duration;

/**
 * The settings of a worker.
 *
 * @param lease how long a worker that stops renewing keeps its message and slice
 * @param stop how long a stop waits for messages in processing before it interrupts them
 * @param deadAfter the time after its first failure before a slice can be dead
 * @param batchRows maximum rows per transaction
 * @param limits how much of a slice is imported at once
 * @param hintEvery minimum time between two aggregate hints for one type
 * @param pseudonyms the hashes of personal data
 * @param lookups where to resolve keys that documents contain
 * @param healthPort port on 127.0.0.1 of the health server; 0 disables it
 * @param backfillRate slices per second, shared by all backfills
 * @param sourceSecrets the secrets that definitions name
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
    Duration stop,
    Duration deadAfter,
    int batchRows,
    SliceLimits limits,
    Duration hintEvery,
    Pseudonyms pseudonyms,
    LookupSettings lookups,
    int healthPort,
    double backfillRate,
    NamedSecrets sourceSecrets) {

  private static final long MEGABYTE = 1 << 20;

  /** One handler uses one connection at a time; a lease may be renewed at the same time. */
  private static final int SPARE_CONNECTIONS = 4;

  /** For hints and for the slices planned from a window. */
  private static final int SENDING_CONNECTIONS = 8;

  /**
   * Reads the settings and checks them.
   *
   * @throws dev.millrace.settings.InvalidSettingsException naming every invalid or missing setting
   */
  public static WorkerSettings from(Environment environment) {
    Duration lease = environment.seconds(Setting.LEASE_SECONDS);
    int mostPermits = ConsumerSettings.extendable(lease);
    int imports = environment.number(Setting.IMPORT_PERMITS, mostPermits);
    int backfills = environment.number(Setting.BACKFILL_PERMITS, mostPermits);
    int aggregates = environment.number(Setting.AGGREGATE_PERMITS, mostPermits);
    Duration pollWait = environment.seconds(Setting.POLL_SECONDS);
    Duration longest = environment.seconds(Setting.MESSAGE_SECONDS);
    WorkerSettings settings =
        new WorkerSettings(
            DatabaseSettings.from(
                environment, imports + backfills + aggregates + SPARE_CONNECTIONS),
            SourceSettings.from(environment),
            environment.url(Setting.IMPORT_QUEUE).toString(),
            environment.url(Setting.BACKFILL_QUEUE).toString(),
            environment.url(Setting.AGGREGATE_QUEUE).toString(),
            new ConsumerSettings(imports, pollWait, lease, longest),
            new ConsumerSettings(backfills, pollWait, lease, longest),
            new ConsumerSettings(aggregates, pollWait, lease, longest),
            lease,
            environment.seconds(Setting.STOP_SECONDS),
            environment.seconds(Setting.DEAD_AFTER_SECONDS),
            environment.number(Setting.BATCH_ROWS),
            limits(environment),
            environment.seconds(Setting.HINT_SECONDS),
            Pseudonyms.of(environment.text(Setting.HASH_KEY)),
            LookupSettings.from(environment),
            environment.number(Setting.HEALTH_PORT),
            environment.backfillRate(),
            environment.namedSecrets());
    environment.check();
    return settings;
  }

  private static SliceLimits limits(Environment environment) {
    return new SliceLimits(
        environment.number(Setting.SLICE_DOCUMENTS),
        MEGABYTE * environment.number(Setting.SLICE_MEGABYTES),
        environment.seconds(Setting.SLICE_SECONDS));
  }

  /** Maximum concurrent calls to SQS: by the consumers and by the senders. */
  public int sqsConnections() {
    return imports.connections()
        + backfills.connections()
        + aggregates.connections()
        + SENDING_CONNECTIONS;
  }
}

package dev.millrace.producer;

import dev.millrace.database.DatabaseSettings;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.time.Duration;

/**
 * The settings of a producer.
 *
 * @param importQueue its URL, like the other two
 * @param hintEvery minimum interval between two hints for a type
 * @param lookBack the age of the oldest events that are checked in count-only tables
 * @param retention how long rejected documents and the history of the ledger are kept
 * @param backfillRate slices per second of all backfills together
 * @param eventBus name or ARN; empty for none
 */
public record ProducerSettings(
    DatabaseSettings database,
    String importQueue,
    String backfillQueue,
    String aggregateQueue,
    Duration hintEvery,
    Duration lookBack,
    Retention retention,
    double backfillRate,
    String eventBus) {

  /** One for the work, and one more for a lease or a migration. */
  private static final int CONNECTIONS = 4;

  /**
   * Reads the settings and checks them.
   *
   * @throws dev.millrace.settings.InvalidSettingsException naming all invalid or missing settings
   */
  public static ProducerSettings from(Environment environment) {
    ProducerSettings settings =
        new ProducerSettings(
            DatabaseSettings.from(environment, CONNECTIONS),
            environment.url(Setting.IMPORT_QUEUE).toString(),
            environment.url(Setting.BACKFILL_QUEUE).toString(),
            environment.url(Setting.AGGREGATE_QUEUE).toString(),
            environment.seconds(Setting.HINT_SECONDS),
            environment.seconds(Setting.LOOK_BACK_SECONDS),
            new Retention(
                Duration.ofDays(environment.number(Setting.REJECTED_DAYS)),
                Duration.ofDays(environment.number(Setting.LEDGER_DAYS))),
            environment.backfillRate(),
            environment.text(Setting.EVENT_BUS));
    environment.check();
    return settings;
  }

  /** Calls to SQS that may be under way at once. */
  public int sqsConnections() {
    return CONNECTIONS;
  }
}

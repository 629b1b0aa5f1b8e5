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

  /** Thirty years. */
  private static final int LONGEST_LOOK_BACK = 30 * 366 * 86_400;

  /**
   * Reads the settings and checks them.
   *
   * @throws dev.millrace.settings.InvalidSettingsException naming all invalid or missing settings
   */
  public static ProducerSettings from(Environment environment) {
    ProducerSettings settings =
        new ProducerSettings(
            DatabaseSettings.from(environment, CONNECTIONS),
            environment.queueUrl(Setting.IMPORT_QUEUE).toString(),
            environment.queueUrl(Setting.BACKFILL_QUEUE).toString(),
            environment.queueUrl(Setting.AGGREGATE_QUEUE).toString(),
            environment.seconds(Setting.HINT_SECONDS, 1, 900),
            environment.seconds(Setting.LOOK_BACK_SECONDS, 300, LONGEST_LOOK_BACK),
            new Retention(
                Duration.ofDays(environment.number(Setting.REJECTED_DAYS, 1, 3650)),
                Duration.ofDays(environment.number(Setting.LEDGER_DAYS, 1, 3650))),
            backfillRate(environment),
            environment.text(Setting.EVENT_BUS));
    environment.check();
    return settings;
  }

  private static double backfillRate(Environment environment) {
    return environment.number(Setting.SOURCE_RATE, 1, 1_000_000)
        * environment.number(Setting.BACKFILL_SHARE, 1, 100)
        / 100.0;
  }

  /** Calls to SQS that may be under way at once. */
  public int sqsConnections() {
    return CONNECTIONS;
  }
}

package dev.millrace.cli;

import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.event.EventBus;
import dev.millrace.ledger.DeadSlices;
import dev.millrace.ledger.Runs;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Dispatcher;
import dev.millrace.producer.Sweep;
import dev.millrace.producer.Tick;
import dev.millrace.queue.QueueSender;
import dev.millrace.queue.SqsClients;
import dev.millrace.queue.SqsQueue;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What the planning commands work with: database, queues, and the parts on top of them. */
final class Pipeline implements AutoCloseable {

  private static final int CONNECTIONS = 4;

  /** Thirty years. */
  private static final int LONGEST_LOOK_BACK = 30 * 366 * 86_400;

  private final Database database;
  private final SqsClient sqs;
  private final Environment environment;
  private final Dispatcher dispatcher;
  private final AggregateHints hints;
  private final Duration lookBack;
  private final Duration rejectedAge;
  private final @Nullable EventBus bus;

  private Pipeline(
      Database database,
      SqsClient sqs,
      Environment environment,
      Duration hintEvery,
      Duration lookBack,
      Duration rejectedAge) {
    this.database = database;
    this.sqs = sqs;
    this.environment = environment;
    this.dispatcher =
        new Dispatcher(runs(), sender(Setting.IMPORT_QUEUE), sender(Setting.BACKFILL_QUEUE));
    this.hints = new AggregateHints(sender(Setting.AGGREGATE_QUEUE), hintEvery, System::nanoTime);
    this.lookBack = lookBack;
    this.rejectedAge = rejectedAge;
    String busName = environment.text(Setting.EVENT_BUS);
    this.bus = busName.isEmpty() ? null : EventBus.open(busName);
  }

  /**
   * Opens what the variables point to.
   *
   * @throws dev.millrace.settings.InvalidSettingsException naming all that is wrong or missing
   */
  static Pipeline open(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    DatabaseSettings settings = DatabaseSettings.from(environment, CONNECTIONS);
    environment.url(Setting.IMPORT_QUEUE);
    environment.url(Setting.BACKFILL_QUEUE);
    environment.url(Setting.AGGREGATE_QUEUE);
    Duration hintEvery = environment.seconds(Setting.HINT_SECONDS, 1, 900);
    Duration lookBack = environment.seconds(Setting.LOOK_BACK_SECONDS, 300, LONGEST_LOOK_BACK);
    Duration rejectedAge = Duration.ofDays(environment.number(Setting.REJECTED_DAYS, 1, 3650));
    environment.check();
    return new Pipeline(
        Database.open(settings), client(variables), environment, hintEvery, lookBack, rejectedAge);
  }

  /**
   * The SDK reads its own settings. What {@code demo} hands in is not among them, and leads to this
   * machine, whatever the environment says about endpoints and proxies.
   */
  private static SqsClient client(Map<String, String> variables) {
    String endpoint = variables.get("AWS_ENDPOINT_URL");
    if (endpoint == null || endpoint.equals(System.getenv("AWS_ENDPOINT_URL"))) {
      return SqsClients.create(CONNECTIONS);
    }
    ProxyConfiguration noProxy =
        ProxyConfiguration.builder()
            .useSystemPropertyValues(false)
            .useEnvironmentVariableValues(false)
            .build();
    return SqsClients.create(
        CONNECTIONS,
        builder ->
            builder
                .httpClientBuilder(Apache5HttpClient.builder().proxyConfiguration(noProxy))
                .endpointOverride(URI.create(endpoint))
                .region(Region.of(variables.getOrDefault("AWS_REGION", "us-east-1")))
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("local", "local"))));
  }

  private QueueSender sender(Setting setting) {
    return new QueueSender(queue(setting));
  }

  Database database() {
    return database;
  }

  StoredTypes types() {
    return new StoredTypes(database);
  }

  Runs runs() {
    return new Runs(database);
  }

  DeadSlices deadSlices() {
    return new DeadSlices(database);
  }

  /** A queue by the setting that has its URL. */
  SqsQueue queue(Setting setting) {
    return new SqsQueue(sqs, environment.text(setting));
  }

  Backfills backfills() {
    return new Backfills(runs());
  }

  Tick tick() {
    return new Tick(runs());
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  AggregateHints hints() {
    return hints;
  }

  Recount recount() {
    return new Recount(database, System::nanoTime);
  }

  Sweep sweep() {
    return new Sweep(database, dispatcher, hints, recount(), lookBack, rejectedAge, bus);
  }

  @Override
  public void close() {
    if (bus != null) {
      bus.close();
    }
    sqs.close();
    database.close();
  }
}

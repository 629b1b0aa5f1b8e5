package dev.millrace.cli.pipeline;

import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.contact.DatabaseContact;
import dev.millrace.contact.UnusableServiceException;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.ledger.run.DeadSlices;
import dev.millrace.ledger.run.Runs;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Dispatcher;
import dev.millrace.producer.Producer;
import dev.millrace.producer.ProducerSettings;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.net.URI;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What the planning commands work with: database, queues, and the parts on top of them. */
public final class Pipeline implements AutoCloseable {

  private final Producer producer;
  private final ProducerSettings settings;
  private final SqsClient sqs;
  private final Environment environment;

  private Pipeline(
      Producer producer, ProducerSettings settings, SqsClient sqs, Environment environment) {
    this.producer = producer;
    this.settings = settings;
    this.sqs = sqs;
    this.environment = environment;
  }

  /**
   * Opens what the variables point to.
   *
   * @throws dev.millrace.settings.InvalidSettingsException naming all that is wrong or missing
   */
  public static Pipeline open(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    ProducerSettings settings = ProducerSettings.from(environment);
    contact(settings.database());
    SqsClient sqs = client(variables, settings.sqsConnections());
    return new Pipeline(Producer.open(settings, sqs), settings, sqs, environment);
  }

  /**
   * The database alone, for commands that send nothing.
   *
   * @throws dev.millrace.settings.InvalidSettingsException naming all that is wrong or missing
   */
  public static Database database(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    DatabaseSettings settings = DatabaseSettings.from(environment, 2);
    environment.check();
    contact(settings);
    return Database.open(settings);
  }

  /** The pool would wait ten seconds for a login that is refused at once. */
  private static void contact(DatabaseSettings settings) {
    DatabaseContact.of(settings)
        .fault()
        .ifPresent(
            fault -> {
              throw new UnusableServiceException(List.of(fault.message()));
            });
  }

  /**
   * The SDK reads its own settings. What {@code demo} hands in is not among them, and leads to this
   * machine, whatever the environment says about endpoints.
   */
  public static SqsClient client(Map<String, String> variables, int connections) {
    String endpoint = variables.get("AWS_ENDPOINT_URL");
    if (endpoint == null || endpoint.equals(System.getenv("AWS_ENDPOINT_URL"))) {
      return SqsClients.create(connections);
    }
    return SqsClients.create(
        connections,
        builder ->
            builder
                .endpointOverride(URI.create(endpoint))
                .region(Region.of(variables.getOrDefault("AWS_REGION", "us-east-1")))
                .credentialsProvider(
                    StaticCredentialsProvider.create(
                        AwsBasicCredentials.create("local", "local"))));
  }

  public Producer producer() {
    return producer;
  }

  /** Slices a second of all backfills together. */
  public double backfillRate() {
    return settings.backfillRate();
  }

  public Database database() {
    return producer.database();
  }

  public StoredTypes types() {
    return new StoredTypes(database());
  }

  public Runs runs() {
    return new Runs(database());
  }

  public DeadSlices deadSlices() {
    return new DeadSlices(database());
  }

  /** A queue by the setting that has its URL. */
  public SqsQueue queue(Setting setting) {
    return new SqsQueue(sqs, environment.text(setting));
  }

  public Backfills backfills() {
    return new Backfills(database());
  }

  public Dispatcher dispatcher() {
    return producer.dispatcher();
  }

  public AggregateHints hints() {
    return producer.hints();
  }

  public Recount recount() {
    return new Recount(database(), System::nanoTime);
  }

  @Override
  public void close() {
    sqs.close();
    producer.close();
  }
}

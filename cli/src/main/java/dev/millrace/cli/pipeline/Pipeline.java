package dev.millrace.cli.pipeline;

import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.contact.DatabaseContact;
import dev.millrace.contact.UnusableServiceException;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.ledger.run.DeadSlices;
import dev.millrace.ledger.run.Runs;
import dev.millrace.operator.deadletter.DeadLetterQueue;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Dispatcher;
import dev.millrace.producer.Producer;
import dev.millrace.producer.ProducerSettings;
import dev.millrace.queue.sqs.SqsClients;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.settings.Environment;
import dev.millrace.settings.PipelineQueue;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The objects of the planning commands: database, queues, and the parts on top of them. */
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
   * Opens the database and the queues of the settings.
   *
   * @throws dev.millrace.settings.InvalidSettingsException naming all invalid and missing settings
   */
  public static Pipeline open(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    ProducerSettings settings = ProducerSettings.from(environment);
    contact(settings.database());
    SqsClient sqs = client(variables, settings.sqsConnections());
    return new Pipeline(Producer.open(settings, sqs), settings, sqs, environment);
  }

  /**
   * Only the database, for commands that send nothing.
   *
   * @throws dev.millrace.settings.InvalidSettingsException naming all invalid and missing settings
   */
  public static Database database(Map<String, String> variables) {
    Environment environment = new Environment(variables);
    DatabaseSettings settings = DatabaseSettings.from(environment, 2);
    environment.check();
    return database(settings);
  }

  /**
   * The same with checked settings.
   *
   * @throws UnusableServiceException at once when the database cannot be reached
   */
  public static Database database(DatabaseSettings settings) {
    contact(settings);
    return Database.open(settings);
  }

  /** Explains failures of the database that the settings name. */
  public static DatabaseContact contact(Map<String, String> variables) {
    return DatabaseContact.of(DatabaseSettings.from(new Environment(variables), 1));
  }

  /** Fails at once on a refused login; the pool would wait ten seconds. */
  private static void contact(DatabaseSettings settings) {
    DatabaseContact.of(settings)
        .fault()
        .ifPresent(
            fault -> {
              throw new UnusableServiceException(List.of(fault.message()));
            });
  }

  /**
   * The SDK reads its own settings from the environment. An endpoint set by {@code demo} is not
   * among them: it points to this machine and overrides the environment.
   */
  public static SqsClient client(Map<String, String> variables, int connections) {
    String endpoint = variables.get("AWS_ENDPOINT_URL");
    if (endpoint == null || endpoint.equals(System.getenv("AWS_ENDPOINT_URL"))) {
      return SqsClients.retrying(connections, _ -> {});
    }
    return SqsClients.retrying(
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

  /** Slices per second of all backfills together. */
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

  /** The three queues, each with its dead-letter queue, by name. */
  public Map<String, DeadLetterQueue> deadLetterQueues() {
    Map<String, DeadLetterQueue> queues = new LinkedHashMap<>();
    for (PipelineQueue queue : PipelineQueue.values()) {
      queues.put(queue.text(), deadLetters(queue));
    }
    return queues;
  }

  /** The three queues by name. */
  public Map<String, SqsQueue> queues() {
    Map<String, SqsQueue> queues = new LinkedHashMap<>();
    for (PipelineQueue queue : PipelineQueue.values()) {
      queues.put(queue.text(), queue(queue));
    }
    return queues;
  }

  private SqsQueue queue(PipelineQueue queue) {
    return new SqsQueue(sqs, environment.text(queue.setting()));
  }

  /** One of them. */
  public DeadLetterQueue deadLetters(PipelineQueue queue) {
    return DeadLetterQueue.of(queue.text(), queue(queue));
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

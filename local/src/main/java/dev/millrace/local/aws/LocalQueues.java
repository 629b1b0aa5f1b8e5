package dev.millrace.local.aws;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

/**
 * ElasticMQ on 127.0.0.1, a stand-in for SQS, with the three queues of the pipeline. Each queue has
 * a dead-letter queue named {@code NAME-dead-letters}. Any credentials are accepted.
 */
public final class LocalQueues implements AutoCloseable {
  private static final List<String> QUEUES = List.of("import", "backfill", "aggregate");
  private static final int VISIBILITY_SECONDS = 60;
  // Dead-lettering is the ledger's decision, so the queue's own limit is high.
  private static final int MAX_RECEIVE_COUNT = 100;
  private static final String REGION = "eu-west-1";
  private static final String SETTINGS =
      """
      pekko {
        loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
        logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
        loglevel = WARNING
        stdout-loglevel = OFF
        log-dead-letters = off
        log-dead-letters-during-shutdown = off
        daemonic = on
        jvm-shutdown-hooks = off
        coordinated-shutdown.run-by-jvm-shutdown-hook = off
        http.server.request-timeout = 60s
      }
      """;

  private final ActorSystem system;
  private final SQSRestServer server;
  private final AwsCalls calls;
  private final String endpoint;
  private final Map<String, String> urls = new ConcurrentHashMap<>();

  private LocalQueues(ActorSystem system, SQSRestServer server, int port) {
    this.system = system;
    this.server = server;
    endpoint = "http://127.0.0.1:" + port;
    calls = new AwsCalls(endpoint, "AmazonSQS");
  }

  /** On a free port. */
  public static LocalQueues start() {
    return start(0);
  }

  /** On the given port of 127.0.0.1; 0 means a free one. */
  public static LocalQueues start(int port) {
    ActorSystem system =
        ActorSystem.create(
            "queues", ConfigFactory.parseString(SETTINGS).withFallback(ConfigFactory.load()));
    try {
      SQSRestServer server =
          SQSRestServerBuilder.withActorSystem(system)
              .withInterface("127.0.0.1")
              .withPort(port)
              .withAWSRegion(REGION)
              .start();
      int bound = server.waitUntilStarted().localAddress().getPort();
      LocalQueues queues = new LocalQueues(system, server, bound);
      QUEUES.forEach(queue -> queues.createQueue(queue, VISIBILITY_SECONDS));
      return queues;
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      end(system);
      throw new IllegalStateException("cannot start the queues on port " + port, e);
    }
  }

  public String endpoint() {
    return endpoint;
  }

  public String region() {
    return REGION;
  }

  /**
   * The URL of a queue that was created here, dead-letter queues included.
   *
   * @throws IllegalArgumentException when there is no such queue
   */
  public String url(String queue) {
    String url = urls.get(queue);
    if (url == null) {
      throw new IllegalArgumentException("no queue " + queue + " here, only " + urls.keySet());
    }
    return url;
  }

  /** Creates a standard queue with its dead-letter queue and returns the queue's URL. */
  public String createQueue(String name, int visibilitySeconds) {
    String deadLetters = name + "-dead-letters";
    String deadLettersUrl = create(deadLetters, Map.of());
    String redrive =
        "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
            .formatted(arn(deadLettersUrl), MAX_RECEIVE_COUNT);
    String url =
        create(
            name,
            Map.of(
                "VisibilityTimeout",
                Integer.toString(visibilitySeconds),
                "RedrivePolicy",
                redrive));
    urls.put(deadLetters, deadLettersUrl);
    urls.put(name, url);
    return url;
  }

  private String create(String name, Map<String, String> attributes) {
    return calls
        .call("CreateQueue", Map.of("QueueName", name, "Attributes", attributes))
        .path("QueueUrl")
        .asText();
  }

  private String arn(String url) {
    return calls
        .call("GetQueueAttributes", Map.of("QueueUrl", url, "AttributeNames", List.of("QueueArn")))
        .at("/Attributes/QueueArn")
        .asText();
  }

  /** Stops the server and frees its port. */
  @Override
  public void close() {
    try {
      server.stopAndWait();
    } finally {
      end(system);
      calls.close();
    }
  }

  private static void end(ActorSystem system) {
    system.terminate();
    try {
      Await.ready(system.whenTerminated(), Duration.create("20 seconds"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      throw new IllegalStateException("the queues did not stop", e);
    }
  }
}

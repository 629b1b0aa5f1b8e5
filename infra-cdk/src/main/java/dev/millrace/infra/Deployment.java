package dev.millrace.infra;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.constructs.Node;

/**
 * What a deployment is told by the context of the CDK command line ({@code -c name=value} or {@code
 * cdk.json}).
 *
 * @param workers {@code workers}: ecs or lambda
 * @param sourceUrl {@code sourceUrl}: the document API
 * @param secrets names of secrets that somebody has put into Secrets Manager, by the setting that
 *     takes them
 * @param eventCodeTable {@code eventCodeTable}: the DynamoDB table of event codes, if there is one
 * @param senders {@code senders}: other accounts that may send to the import and backfill queues
 * @param alarmEmail {@code alarmEmail}: who is told of alarms, if anybody
 * @param existing the database to use instead of a new one
 */
public record Deployment(
    WorkerKind workers,
    String sourceUrl,
    Map<String, String> secrets,
    Optional<String> eventCodeTable,
    List<String> senders,
    Optional<String> alarmEmail,
    Optional<ExistingDatabase> existing) {

  /** Reserved for documentation, so nothing answers there. */
  private static final String EXAMPLE_SOURCE = "https://documents.example.com/get_docs/";

  public Deployment {
    secrets = Map.copyOf(secrets);
    senders = List.copyOf(senders);
  }

  /**
   * A database that is there already, with its network; it must take logins over TLS.
   *
   * @param host {@code databaseHost}
   * @param secret {@code databaseSecret}: complete ARN of a login, as RDS writes it, that may make
   *     tables and users
   * @param securityGroup {@code databaseSecurityGroup}: what the database is behind
   * @param vpc {@code vpc}: where it is
   * @param zones {@code zones}: of the subnets, in their order
   * @param subnets {@code subnets}: for functions and tasks, with a way to AWS and to the source
   */
  public record ExistingDatabase(
      String host,
      String secret,
      String securityGroup,
      String vpc,
      List<String> zones,
      List<String> subnets) {

    public ExistingDatabase {
      zones = List.copyOf(zones);
      subnets = List.copyOf(subnets);
    }
  }

  /** A deployment of which only the kind of its workers was said. */
  public static Deployment of(WorkerKind workers) {
    return new Deployment(
        workers,
        EXAMPLE_SOURCE,
        Map.of("MILLRACE_SOURCE_KEY_SECRET", "millrace/source-key"),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * What the context says.
   *
   * @throws IllegalArgumentException naming what is wrong or missing
   */
  static Deployment from(Node node) {
    Map<String, String> secrets = new HashMap<>();
    secrets.put(
        "MILLRACE_SOURCE_KEY_SECRET", text(node, "sourceKeySecret").orElse("millrace/source-key"));
    text(node, "slackTokenSecret")
        .ifPresent(name -> secrets.put("MILLRACE_SLACK_TOKEN_SECRET", name));
    text(node, "hashKeySecret").ifPresent(name -> secrets.put("MILLRACE_HASH_KEY_SECRET", name));
    return new Deployment(
        WorkerKind.named(text(node, "workers").orElse("ecs")),
        text(node, "sourceUrl").orElse(EXAMPLE_SOURCE),
        secrets,
        text(node, "eventCodeTable"),
        list(node, "senders"),
        text(node, "alarmEmail"),
        text(node, "databaseHost").map(host -> existing(node, host)));
  }

  /** {@code name}: of the stack, by which several in one account are told apart. */
  static String name(Node node) {
    return text(node, "name").orElse("Millrace");
  }

  private static ExistingDatabase existing(Node node, String host) {
    return new ExistingDatabase(
        host,
        needed(node, "databaseSecret"),
        needed(node, "databaseSecurityGroup"),
        needed(node, "vpc"),
        neededList(node, "zones"),
        neededList(node, "subnets"));
  }

  private static Optional<String> text(Node node, String name) {
    @Nullable Object value = node.tryGetContext(name);
    return Optional.ofNullable(value).map(Object::toString).filter(text -> !text.isBlank());
  }

  private static List<String> list(Node node, String name) {
    return text(node, name).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::strip)
        .toList();
  }

  private static String needed(Node node, String name) {
    return text(node, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the context has databaseHost, but not '%s'".formatted(name)));
  }

  private static List<String> neededList(Node node, String name) {
    String _ = needed(node, name);
    return list(node, name);
  }
}

package dev.millrace.infra.part;

import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.GrantOnPrincipalOptions;
import software.amazon.awscdk.services.iam.IGrantable;
import software.constructs.Node;

/**
 * What a deployment is told by the context of the CDK command line ({@code -c name=value} or {@code
 * cdk.json}).
 *
 * @param workers {@code workers}: ecs or lambda
 * @param sourceUrl {@code sourceUrl}: the document API, over https
 * @param secrets names of secrets that somebody has put into Secrets Manager, by the setting that
 *     takes them
 * @param secretKey {@code secretKey}: ARN of the KMS key that these, and the login of a database
 *     that is there already, are encrypted with, when that is not the one of AWS
 * @param eventCodeTable {@code eventCodeTable}: the DynamoDB table of event codes, if there is one
 * @param senders {@code senders}: other accounts that may send to the import and backfill queues
 * @param alarmEmail {@code alarmEmail}: who is told of alarms, if anybody
 * @param existing the database to use instead of a new one
 */
public record Deployment(
    WorkerKind workers,
    String sourceUrl,
    Map<String, String> secrets,
    Optional<String> secretKey,
    Optional<String> eventCodeTable,
    List<String> senders,
    Optional<String> alarmEmail,
    Optional<ExistingDatabase> existing) {

  /** Reserved for documentation, so nothing answers there. */
  public static final String EXAMPLE_SOURCE = "https://documents.example.com/get_docs/";

  /**
   * Checks what CloudFormation would not.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public Deployment {
    if (!sourceUrl.matches("https://[^\\s/@:]+(:\\d+)?/\\S*")) {
      throw new IllegalArgumentException(
          "sourceUrl must be an https URL without a login, such as %s, but is '%s'"
              .formatted(EXAMPLE_SOURCE, sourceUrl.replaceAll("//.*@", "//…@")));
    }
    if (secretKey.isPresent() && !secretKey.get().matches("arn:\\S+:kms:\\S+:key/\\S+")) {
      throw new IllegalArgumentException(
          "secretKey must be the ARN of a KMS key, but is '%s'".formatted(secretKey.get()));
    }
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
  public static Deployment from(Node node) {
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
        text(node, "secretKey"),
        text(node, "eventCodeTable"),
        list(node, "senders"),
        text(node, "alarmEmail"),
        text(node, "databaseHost").map(host -> existing(node, host)));
  }

  /** {@code name}: of the stack, by which several in one account are told apart. */
  public static String name(Node node) {
    return text(node, "name").orElse("Millrace");
  }

  /** Opens the secrets that we did not make, where Secrets Manager asks for whoever reads them. */
  public void grantSecretKey(Stack stack, IGrantable reader) {
    secretKey.ifPresent(
        key ->
            Grant.addToPrincipal(
                GrantOnPrincipalOptions.builder()
                    .grantee(reader)
                    .actions(List.of("kms:Decrypt"))
                    .resourceArns(List.of(key))
                    .conditions(
                        Map.of(
                            "StringEquals",
                            Map.of(
                                "kms:ViaService",
                                "secretsmanager.%s.amazonaws.com".formatted(stack.getRegion()))))
                    .build()));
  }

  /** Where the document API listens, of which the links that it gives are on 443. */
  int sourcePort() {
    int port = URI.create(sourceUrl).getPort();
    return port == -1 ? 443 : port;
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

package dev.millrace.infra.part;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Grant;
import software.amazon.awscdk.services.iam.GrantOnPrincipalOptions;
import software.amazon.awscdk.services.iam.IGrantable;
import software.constructs.Node;

/**
 * The parameters of a deployment, from the context of the CDK command line ({@code -c name=value}
 * or {@code cdk.json}).
 *
 * @param workers {@code workers}: ecs or lambda
 * @param sourceUrl {@code sourceUrl}: the document API, over https; {@link #NO_SOURCE} without one
 * @param secrets names of existing secrets in Secrets Manager, by setting
 * @param secretKey {@code secretKey}: ARN of the KMS key that encrypts these, and the login of an
 *     existing database, if it is not the default one of AWS
 * @param eventCodeTable {@code eventCodeTable}: the DynamoDB table of event codes, if there is one
 * @param senders {@code senders}: other accounts that may send to the import and backfill queues
 * @param alarmEmail {@code alarmEmail}: recipient of alarms, if any
 * @param existing the database to use instead of a new one
 * @param choices the rest
 * @param sizes how large it may get
 */
public record Deployment(
    WorkerKind workers,
    String sourceUrl,
    Map<String, String> secrets,
    Optional<String> secretKey,
    Optional<String> eventCodeTable,
    List<String> senders,
    Optional<String> alarmEmail,
    Optional<ExistingDatabase> existing,
    Choices choices,
    Sizes sizes) {

  /**
   * Further choices, each with a default.
   *
   * @param verified {@code databaseCertificate=unverified} deploys without a trust store
   * @param flowLogs {@code flowLogs=on} keeps the network's flow logs for a month
   * @param privateTasks {@code tasks=private} gives tasks no public IP but a NAT gateway
   * @param spot {@code spot=off} runs all tasks on demand and not all but one on spare capacity
   * @param iam {@code databaseAuth=iam} lets programs log in with their roles, without passwords
   * @param pause {@code idle=pause} lets the database pause while nothing is open
   * @param requesters {@code requesters}: sources of accepted events {@code BackfillRequested}; all
   *     when it is empty
   * @param schemaRun {@code schemaRun}: any text; another one runs the schema step again
   * @param sources what types with a source of their own need
   */
  public record Choices(
      boolean verified,
      boolean flowLogs,
      boolean privateTasks,
      boolean spot,
      boolean iam,
      boolean pause,
      List<String> requesters,
      String schemaRun,
      Sources sources) {

    public static final Choices DEFAULT =
        new Choices(true, false, false, true, false, false, List.of(), "", Sources.NONE);

    public Choices {
      requesters = List.copyOf(requesters);
    }

    private static Choices from(Node node) {
      return new Choices(
          !Context.chosen(node, "databaseCertificate", "unverified"),
          Context.chosen(node, "flowLogs", "on"),
          Context.chosen(node, "tasks", "private"),
          !Context.chosen(node, "spot", "off"),
          Context.chosen(node, "databaseAuth", "iam"),
          Context.chosen(node, "idle", "pause"),
          Context.list(node, "requesters"),
          Context.text(node, "schemaRun").orElse(""),
          Sources.from(node));
    }
  }

  /** Reserved for documentation, so it never responds. */
  public static final String EXAMPLE_SOURCE = "https://documents.example.com/get_docs/";

  /** In place of a URL where every type has a source of its own. */
  public static final String NO_SOURCE = "none";

  /**
   * Checks values that CloudFormation does not check.
   *
   * @throws IllegalArgumentException naming the invalid value
   */
  public Deployment {
    if (!sourceUrl.equals(NO_SOURCE) && !sourceUrl.matches("https://[^\\s/@:]+(:\\d+)?/\\S*")) {
      throw new IllegalArgumentException(
          "sourceUrl must be an https URL without a login, such as %s, but is '%s'"
              .formatted(EXAMPLE_SOURCE, sourceUrl.replaceAll("//.*@", "//…@")));
    }
    if (secretKey.isPresent() && !secretKey.get().matches("arn:\\S+:kms:\\S+:key/\\S+")) {
      throw new IllegalArgumentException(
          "secretKey must be the ARN of a KMS key, but is '%s'".formatted(secretKey.get()));
    }
    if (choices.iam() && existing.isPresent() && existing.get().resource().isEmpty()) {
      throw new IllegalArgumentException(
          "databaseAuth=iam needs databaseResource, the resource id of the existing database, such"
              + " as cluster-ABCDEFGHIJKL01234");
    }
    if (choices.pause() && workers == WorkerKind.ECS) {
      throw new IllegalArgumentException(
          "idle=pause needs workers=lambda: a task always has a connection, so the database never"
              + " pauses");
    }
    if (choices.pause() && existing.isPresent()) {
      throw new IllegalArgumentException(
          "idle=pause makes a database that pauses; leave out databaseHost");
    }
    refuseUnused(workers, existing, choices, sizes);
    secrets = Map.copyOf(secrets);
    senders = List.copyOf(senders);
  }

  /** What would change nothing is a misunderstanding. */
  private static void refuseUnused(
      WorkerKind workers, Optional<ExistingDatabase> existing, Choices choices, Sizes sizes) {
    if (existing.isPresent()) {
      refuse(choices.flowLogs() || choices.privateTasks(), "flowLogs and tasks", "a new network");
      refuse(sizes.choosesDatabase(), "leastCapacity, mostCapacity and standby", "a new database");
    }
    refuse(
        !choices.iam() && existing.filter(each -> !each.resource().isEmpty()).isPresent(),
        "databaseResource",
        "databaseAuth=iam");
    if (workers == WorkerKind.LAMBDA) {
      refuse(
          choices.privateTasks() || !choices.spot() || sizes.choosesTasks(),
          "tasks, spot, permits and mostTasks",
          "workers=ecs");
    }
    refuse(
        choices.pause() && (!sizes.standby() || sizes.choosesLeastCapacity()),
        "standby and leastCapacity",
        "a database that never pauses, without idle=pause");
  }

  private static void refuse(boolean unused, String names, String need) {
    if (unused) {
      throw new IllegalArgumentException(
          "no effect without %s: leave out %s".formatted(need, names));
    }
  }

  /**
   * An existing database with its network; it must accept logins over TLS.
   *
   * @param host {@code databaseHost}
   * @param secret {@code databaseSecret}: complete ARN of a login, as RDS writes it, that may
   *     create tables and users
   * @param securityGroup {@code databaseSecurityGroup}: the one of the database
   * @param vpc {@code vpc}: the one of the database
   * @param zones {@code zones}: of the subnets, in their order
   * @param subnets {@code subnets}: for functions and tasks, with access to AWS and to the source
   * @param resource {@code databaseResource}: its resource id, such as {@code cluster-ABC}; only
   *     needed with {@code databaseAuth=iam}, else empty
   */
  public record ExistingDatabase(
      String host,
      String secret,
      String securityGroup,
      String vpc,
      List<String> zones,
      List<String> subnets,
      String resource) {

    public ExistingDatabase {
      zones = List.copyOf(zones);
      subnets = List.copyOf(subnets);
    }
  }

  /** A deployment with only the kind of its workers set. */
  public static Deployment of(WorkerKind workers) {
    return new Deployment(
        workers,
        EXAMPLE_SOURCE,
        Map.of("MILLRACE_SOURCE_KEY_SECRET", "millrace/source-key"),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Choices.DEFAULT,
        Sizes.DEFAULT);
  }

  /**
   * Reads the context.
   *
   * @throws IllegalArgumentException naming the invalid or missing value
   */
  public static Deployment from(Node node) {
    Map<String, String> secrets = new HashMap<>();
    String sourceUrl = Context.text(node, "sourceUrl").orElse(EXAMPLE_SOURCE);
    if (!sourceUrl.equals(NO_SOURCE)) {
      secrets.put(
          "MILLRACE_SOURCE_KEY_SECRET",
          Context.text(node, "sourceKeySecret").orElse("millrace/source-key"));
    }
    Context.text(node, "slackTokenSecret")
        .ifPresent(name -> secrets.put("MILLRACE_SLACK_TOKEN_SECRET", name));
    Context.text(node, "hashKeySecret")
        .ifPresent(name -> secrets.put("MILLRACE_HASH_KEY_SECRET", name));
    return new Deployment(
        WorkerKind.named(Context.text(node, "workers").orElse("ecs")),
        sourceUrl,
        secrets,
        Context.text(node, "secretKey"),
        Context.text(node, "eventCodeTable"),
        Context.list(node, "senders"),
        Context.text(node, "alarmEmail"),
        Context.text(node, "databaseHost").map(host -> existing(node, host)),
        Choices.from(node),
        Sizes.from(node));
  }

  /**
   * Reads the context of a deployment that is about to be made.
   *
   * @throws IllegalArgumentException as {@link #from}; also when a name of the context is unknown,
   *     or when it does not say what every deployment must: a default would replace what runs
   */
  public static Deployment complete(Node node) {
    Context.refuseUnknown(node);
    for (String name : List.of("workers", "sourceUrl")) {
      if (Context.text(node, name).isEmpty()) {
        throw new IllegalArgumentException(
            "the context has no '%s'; write all values of the deployment to infra-cdk/cdk.json, so"
                    .formatted(name)
                + " that the next one has them too");
      }
    }
    return from(node);
  }

  /** {@code name}: of the stack, which distinguishes several in one account. */
  public static String name(Node node) {
    return Context.text(node, "name").orElse("Millrace");
  }

  /** Allows readers to decrypt external secrets, by way of Secrets Manager only. */
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

  /** Whether some types are read from a document API. */
  public boolean hasDocumentApi() {
    return !sourceUrl.equals(NO_SOURCE);
  }

  /** The port of the document API; its links use port 443. */
  int sourcePort() {
    int port = hasDocumentApi() ? URI.create(sourceUrl).getPort() : -1;
    return port == -1 ? 443 : port;
  }

  private static ExistingDatabase existing(Node node, String host) {
    return new ExistingDatabase(
        host,
        Context.needed(node, "databaseSecret"),
        Context.needed(node, "databaseSecurityGroup"),
        Context.needed(node, "vpc"),
        Context.neededList(node, "zones"),
        Context.neededList(node, "subnets"),
        Context.text(node, "databaseResource").orElse(""));
  }
}

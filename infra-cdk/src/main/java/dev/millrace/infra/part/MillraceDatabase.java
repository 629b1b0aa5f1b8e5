package dev.millrace.infra.part;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.IConnectable;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.rds.AuroraMysqlClusterEngineProps;
import software.amazon.awscdk.services.rds.AuroraMysqlEngineVersion;
import software.amazon.awscdk.services.rds.BackupProps;
import software.amazon.awscdk.services.rds.ClusterInstance;
import software.amazon.awscdk.services.rds.Credentials;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseClusterEngine;
import software.amazon.awscdk.services.rds.IClusterEngine;
import software.amazon.awscdk.services.rds.IClusterInstance;
import software.amazon.awscdk.services.rds.ParameterGroup;
import software.amazon.awscdk.services.rds.ServerlessV2ClusterInstanceProps;
import software.amazon.awscdk.services.secretsmanager.HostedRotation;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.RotationScheduleOptions;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.amazon.awscdk.services.secretsmanager.SingleUserHostedRotationOptions;
import software.constructs.Construct;

/**
 * Aurora MySQL Serverless v2, or an existing database, and the logins of its three users. It
 * accepts connections over TLS only; if the build has the authorities of its certificate, programs
 * verify it as well.
 */
public final class MillraceDatabase extends Construct {

  /** Fixed, so that it does not follow the size; an ACU of 2 GiB can handle it. */
  public static final int MAX_CONNECTIONS = 500;

  public static final String UNCHECKED =
      "the build has no authorities to verify the certificate of the database; add them as"
          + " certificates/README.md describes, or accept any certificate with"
          + " -c databaseCertificate=unverified";

  private static final String ACCEPTED =
      "connections to the database are encrypted, but the server certificate is not verified; see"
          + " certificates/README.md";

  private static final String SCHEMA = "millrace";

  /** Of at most 16 characters, which is RDS's limit. */
  private static final String MIGRATOR = "millrace_admin";

  /** Without a connection; the shortest that Aurora takes. */
  private static final Duration PAUSE = Duration.minutes(5);

  /** A paused database is up after about 15 seconds, and 30 after a day. */
  private static final String WAKING_SECONDS = "60";

  private static final Duration ROTATION = Duration.days(30);
  private static final List<String> LOGS = List.of("error", "slowquery");
  private static final Port MYSQL = Port.tcp(3306);

  private static final String ENCRYPTED = "?sslMode=REQUIRED";

  /** Encrypted, with a server certificate for the URL's host from a known authority. */
  private static final String CHECKED =
      "?sslMode=VERIFY_IDENTITY&trustCertificateKeyStoreType=PKCS12"
          + "&trustCertificateKeyStoreUrl=file://"
          + Artifacts.TRUST_STORE;

  private final Deployment deployment;
  private final String url;
  private final ISecret migrator;
  private final DatabaseLogin worker;
  private final DatabaseLogin reader;
  private final @Nullable DatabaseCluster cluster;

  public MillraceDatabase(
      Construct scope, String id, Network network, Deployment deployment, Artifacts artifacts) {
    super(scope, id);
    this.deployment = deployment;
    String host;
    IConnectable connections;
    @Nullable DatabaseCluster made;
    if (deployment.existing().isPresent()) {
      Deployment.ExistingDatabase existing = deployment.existing().get();
      host = existing.host();
      made = null;
      migrator = Secret.fromSecretCompleteArn(this, "Migrator", existing.secret());
      connections =
          SecurityGroup.fromSecurityGroupId(this, "SecurityGroup", existing.securityGroup());
    } else {
      made = cluster(network);
      host = made.getClusterEndpoint().getHostname();
      migrator = Objects.requireNonNull(made.getSecret());
      connections = made;
    }
    url =
        "jdbc:mysql://%s:3306/%s%s"
            .formatted(host, SCHEMA, artifacts.trustStore() ? CHECKED : ENCRYPTED);
    if (!artifacts.trustStore()) {
      if (deployment.choices().verified()) {
        Annotations.of(this).addError(UNCHECKED);
      } else {
        Annotations.of(this).addWarningV2("millrace:certificate", ACCEPTED);
      }
    }
    connections.getConnections().allowFrom(network.programs(), MYSQL, "Millrace programs");
    cluster = made;
    if (made != null) {
      rotate("Migrator", migrator, network);
    }
    worker = login("Worker", "millrace_worker", network);
    reader = login("Reader", "millrace_reader", network);
  }

  /** The schema step creates the user. */
  private DatabaseLogin login(String id, String user, Network network) {
    if (deployment.choices().iam()) {
      String resource =
          cluster == null
              ? deployment.existing().orElseThrow().resource()
              : cluster.getClusterResourceIdentifier();
      return DatabaseLogin.Iam.of(this, user, resource);
    }
    Secret secret = secret(id, user);
    if (cluster != null) {
      rotate(id, secret.attach(cluster), network);
    }
    return new DatabaseLogin.Password(secret);
  }

  /** Programs read a login again when the database refuses it, so none is restarted for this. */
  private void rotate(String id, ISecret login, Network network) {
    login.addRotationSchedule(
        id + "Rotation",
        RotationScheduleOptions.builder()
            .automaticallyAfter(ROTATION)
            // With a deployment, a login would change while it is being created.
            .rotateImmediatelyOnUpdate(false)
            .hostedRotation(
                HostedRotation.mysqlSingleUser(
                    SingleUserHostedRotationOptions.builder()
                        .vpc(network.vpc())
                        .vpcSubnets(network.inside())
                        .securityGroups(List.of(network.programs()))
                        // Its default name would be the same for two stacks.
                        .functionName("%s-%s-rotation".formatted(Stack.of(this).getStackName(), id))
                        .build()))
            .build());
  }

  /** The cluster, unless the database existed before. */
  public Optional<DatabaseCluster> cluster() {
    return Optional.ofNullable(cluster);
  }

  private DatabaseCluster cluster(Network network) {
    IClusterEngine engine =
        DatabaseClusterEngine.auroraMysql(
            AuroraMysqlClusterEngineProps.builder()
                // AWS refuses new clusters of versions that it has ended, so not an old one.
                .version(AuroraMysqlEngineVersion.VER_3_10_3)
                .build());
    boolean pauses = deployment.choices().pause();
    // Named, so that its log groups are known; the database would create them itself without an
    // expiry.
    String name = Stack.of(this).getStackName().toLowerCase(Locale.ROOT);
    DatabaseCluster cluster =
        DatabaseCluster.Builder.create(this, "Cluster")
            .clusterIdentifier(name)
            .engine(engine)
            .parameterGroup(
                ParameterGroup.Builder.create(this, "Parameters")
                    .engine(engine)
                    .parameters(
                        Map.of(
                            "require_secure_transport", "ON",
                            "time_zone", "UTC",
                            "max_connections", String.valueOf(MAX_CONNECTIONS),
                            "slow_query_log", "1"))
                    .build())
            .vpc(network.vpc())
            .vpcSubnets(network.closed())
            .writer(
                ClusterInstance.serverlessV2(
                    "Writer",
                    ServerlessV2ClusterInstanceProps.builder()
                        .autoMinorVersionUpgrade(false)
                        .build()))
            .readers(deployment.sizes().standby() && !pauses ? List.of(standby()) : List.of())
            .serverlessV2MinCapacity(pauses ? 0 : deployment.sizes().leastCapacity())
            .serverlessV2AutoPauseDuration(pauses ? PAUSE : null)
            .serverlessV2MaxCapacity(deployment.sizes().mostCapacity())
            .iamAuthentication(deployment.choices().iam())
            .credentials(Credentials.fromGeneratedSecret(MIGRATOR))
            .defaultDatabaseName(SCHEMA)
            .storageEncrypted(true)
            .backup(BackupProps.builder().retention(Duration.days(14)).build())
            .cloudwatchLogsExports(LOGS)
            .deletionProtection(true)
            .removalPolicy(RemovalPolicy.SNAPSHOT)
            .build();
    for (String log : LOGS) {
      cluster
          .getNode()
          .addDependency(
              Functions.logs(this, log + "Log", "/aws/rds/cluster/%s/%s".formatted(name, log)));
    }
    return cluster;
  }

  private static IClusterInstance standby() {
    return ClusterInstance.serverlessV2(
        "Standby",
        ServerlessV2ClusterInstanceProps.builder()
            .scaleWithWriter(true)
            .autoMinorVersionUpgrade(false)
            .build());
  }

  /** Of the cluster, in ACUs. */
  public double mostCapacity() {
    return deployment.sizes().mostCapacity();
  }

  /** Secrets Manager generates its password. */
  private Secret secret(String id, String user) {
    return Secret.Builder.create(this, id)
        .description("Login of %s for the Millrace database".formatted(user))
        .generateSecretString(
            SecretStringGenerator.builder()
                .secretStringTemplate("{\"username\":\"%s\"}".formatted(user))
                .generateStringKey("password")
                .passwordLength(40)
                .excludePunctuation(true)
                .build())
        .build();
  }

  /** The settings of a program with that login. */
  public Map<String, String> settings(DatabaseLogin login) {
    Map<String, String> settings = new HashMap<>(login.settings());
    settings.put("MILLRACE_DB_URL", url);
    settings.putAll(waiting());
    return settings;
  }

  /** For a database that may have to wake up. */
  Map<String, String> waiting() {
    return deployment.choices().pause()
        ? Map.of("MILLRACE_DB_WAIT_SECONDS", WAKING_SECONDS)
        : Map.of();
  }

  /** For JDBC, without a login. */
  public String url() {
    return url;
  }

  /** Grants the login that creates tables, views and users; its secret may be external. */
  void grantMigrator(IGrantable program) {
    migrator.grantRead(program);
    if (deployment.existing().isPresent()) {
      deployment.grantSecretKey(Stack.of(this), program);
    }
  }

  /**
   * May create tables, views and users. It always has a password, since RDS makes no cluster
   * without one.
   */
  public ISecret migrator() {
    return migrator;
  }

  /** May read and write rows. */
  public DatabaseLogin worker() {
    return worker;
  }

  /** May read rows: for dashboards. */
  public DatabaseLogin reader() {
    return reader;
  }
}

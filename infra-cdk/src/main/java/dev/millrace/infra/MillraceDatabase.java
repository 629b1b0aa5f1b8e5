package dev.millrace.infra;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ec2.IConnectable;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.rds.AuroraMysqlClusterEngineProps;
import software.amazon.awscdk.services.rds.AuroraMysqlEngineVersion;
import software.amazon.awscdk.services.rds.BackupProps;
import software.amazon.awscdk.services.rds.ClusterInstance;
import software.amazon.awscdk.services.rds.Credentials;
import software.amazon.awscdk.services.rds.DatabaseCluster;
import software.amazon.awscdk.services.rds.DatabaseClusterEngine;
import software.amazon.awscdk.services.rds.IClusterEngine;
import software.amazon.awscdk.services.rds.ParameterGroup;
import software.amazon.awscdk.services.rds.ServerlessV2ClusterInstanceProps;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/**
 * Aurora MySQL Serverless v2, or a database that is there already, and the logins of its three
 * users. It takes connections over TLS only.
 */
final class MillraceDatabase extends Construct {

  /** Set, so that it does not follow the size; an ACU of 2 GiB carries it. */
  static final int MAX_CONNECTIONS = 500;

  private static final String SCHEMA = "millrace";
  private static final Port MYSQL = Port.tcp(3306);

  /** Aurora keeps the encrypted channel; the certificate's name is not checked, see deploy.md. */
  private static final String OPTIONS = "?sslMode=REQUIRED";

  private final String host;
  private final ISecret migrator;
  private final Secret worker;
  private final Secret reader;
  private final Optional<DatabaseCluster> cluster;

  MillraceDatabase(Construct scope, String id, Network network, Deployment deployment) {
    super(scope, id);
    IConnectable connections;
    if (deployment.existing().isPresent()) {
      Deployment.ExistingDatabase existing = deployment.existing().get();
      host = existing.host();
      migrator = Secret.fromSecretCompleteArn(this, "Migrator", existing.secret());
      connections =
          SecurityGroup.fromSecurityGroupId(this, "SecurityGroup", existing.securityGroup());
      cluster = Optional.empty();
    } else {
      DatabaseCluster made = cluster(network);
      host = made.getClusterEndpoint().getHostname();
      migrator = Objects.requireNonNull(made.getSecret());
      connections = made;
      cluster = Optional.of(made);
    }
    connections.getConnections().allowFrom(network.programs(), MYSQL, "Our programs");
    worker = login("Worker", "millrace_worker");
    reader = login("Reader", "millrace_reader");
  }

  private DatabaseCluster cluster(Network network) {
    IClusterEngine engine =
        DatabaseClusterEngine.auroraMysql(
            AuroraMysqlClusterEngineProps.builder()
                .version(AuroraMysqlEngineVersion.VER_3_08_0)
                .build());
    return DatabaseCluster.Builder.create(this, "Cluster")
        .engine(engine)
        .parameterGroup(
            ParameterGroup.Builder.create(this, "Parameters")
                .engine(engine)
                .parameters(
                    Map.of(
                        "require_secure_transport", "ON",
                        "time_zone", "UTC",
                        "max_connections", String.valueOf(MAX_CONNECTIONS)))
                .build())
        .vpc(network.vpc())
        .vpcSubnets(network.inside())
        .writer(ClusterInstance.serverlessV2("Writer"))
        .readers(
            List.of(
                ClusterInstance.serverlessV2(
                    "Standby",
                    ServerlessV2ClusterInstanceProps.builder().scaleWithWriter(true).build())))
        .serverlessV2MinCapacity(1)
        .serverlessV2MaxCapacity(16)
        .credentials(Credentials.fromGeneratedSecret("millrace_migrator"))
        .defaultDatabaseName(SCHEMA)
        .storageEncrypted(true)
        .backup(BackupProps.builder().retention(Duration.days(14)).build())
        .cloudwatchLogsExports(List.of("error", "slowquery"))
        .cloudwatchLogsRetention(null)
        .deletionProtection(true)
        .removalPolicy(RemovalPolicy.SNAPSHOT)
        .build();
  }

  /** Its password is made by Secrets Manager; the schema step makes the user. */
  private Secret login(String id, String user) {
    return Secret.Builder.create(this, id)
        .description("Login of %s at the database of Millrace".formatted(user))
        .generateSecretString(
            SecretStringGenerator.builder()
                .secretStringTemplate("{\"username\":\"%s\"}".formatted(user))
                .generateStringKey("password")
                .passwordLength(40)
                .excludePunctuation(true)
                .build())
        .build();
  }

  /** The settings of a program that logs in with that secret. */
  Map<String, String> settings(ISecret login) {
    return Map.of(
        "MILLRACE_DB_URL",
        "jdbc:mysql://" + host + ":3306/" + SCHEMA + OPTIONS,
        "MILLRACE_DB_SECRET",
        login.getSecretArn());
  }

  /** May make tables, views and users. */
  ISecret migrator() {
    return migrator;
  }

  /** May read and write rows. */
  Secret worker() {
    return worker;
  }

  /** May read rows: for dashboards. */
  Secret reader() {
    return reader;
  }

  Optional<DatabaseCluster> cluster() {
    return cluster;
  }
}

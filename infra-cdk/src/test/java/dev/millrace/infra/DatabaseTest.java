package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.part.WorkerKind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@NeedsNode
public class DatabaseTest {

  private static final String CLUSTER = "AWS::RDS::DBCluster";
  private static final String LOG = "AWS::Logs::LogGroup";
  private static final String SECRET =
      "arn:aws:secretsmanager:eu-central-1:111122223333:secret:admin-AbCdEf";

  /** The context for an existing database. */
  public static final Map<String, String> EXISTING =
      Map.of(
          "workers", "lambda",
          "databaseHost", "db.example.com",
          "databaseSecret", SECRET,
          "databaseSecurityGroup", "sg-0123456789abcdef0",
          "vpc", "vpc-0123456789abcdef0",
          "zones", "eu-central-1a",
          "subnets", "subnet-0123456789abcdef0");

  @EachVariant
  void it_is_serverless_encrypted_kept_and_has_a_standby(Synthesised stack) {
    Tree cluster = stack.resources(CLUSTER).values().iterator().next();

    assertThat(cluster.text("Properties", "Engine")).isEqualTo("aurora-mysql");
    assertThat(cluster.raw("Properties", "StorageEncrypted")).isEqualTo(true);
    assertThat(cluster.raw("Properties", "DeletionProtection")).isEqualTo(true);
    assertThat(cluster.number("Properties", "BackupRetentionPeriod")).isEqualTo(14);
    assertThat(cluster.text("DeletionPolicy")).isEqualTo("Snapshot");
    assertThat(cluster.number("Properties", "ServerlessV2ScalingConfiguration", "MaxCapacity"))
        .isEqualTo(16);
    assertThat(stack.properties("AWS::RDS::DBInstance"))
        .hasSize(2)
        .allSatisfy(
            instance -> {
              assertThat(instance.text("DBInstanceClass")).isEqualTo("db.serverless");
              assertThat(instance.raw("PubliclyAccessible")).isNotEqualTo(true);
            });
  }

  @EachVariant
  void its_logs_are_made_before_it_so_that_they_are_not_kept_for_ever(Synthesised stack) {
    Tree cluster = stack.resources(CLUSTER).values().iterator().next();
    String prefix =
        "/aws/rds/cluster/%s/".formatted(cluster.text("Properties", "DBClusterIdentifier"));
    Set<String> exported =
        cluster.list("Properties", "EnableCloudwatchLogsExports").stream()
            .map(log -> prefix + log.text())
            .collect(Collectors.toSet());

    Set<String> made =
        cluster.list("DependsOn").stream()
            .map(id -> stack.all().get(id.text()))
            .filter(resource -> resource != null && resource.text("Type").equals(LOG))
            .map(log -> log.text("Properties", "LogGroupName"))
            .collect(Collectors.toSet());

    assertThat(made).hasSize(2).isEqualTo(exported);
  }

  @EachVariant
  void slow_queries_are_written_to_the_log_that_is_kept_for_them(Synthesised stack) {
    assertThat(stack.properties("AWS::RDS::DBClusterParameterGroup"))
        .singleElement()
        .satisfies(group -> assertThat(group.text("Parameters", "slow_query_log")).isEqualTo("1"));
  }

  @EachVariant
  void outputs_name_the_database_for_commands(Synthesised stack) {
    Map<String, Tree> outputs = stack.outputs();

    assertThat(outputs)
        .containsKeys("DatabaseUrl", "WorkerSecret", "MigratorSecret", "ProgramsSecurityGroup");
    assertThat(Programs.named("ProducerTick", stack).variables())
        .containsEntry("MILLRACE_DB_URL", value(stack, outputs, "DatabaseUrl"))
        .containsEntry("MILLRACE_DB_SECRET", value(stack, outputs, "WorkerSecret"));
  }

  @EachVariant
  void it_takes_connections_over_tls_only_and_programs_ask_for_it(Synthesised stack) {
    assertThat(stack.properties("AWS::RDS::DBClusterParameterGroup"))
        .singleElement()
        .satisfies(
            group ->
                assertThat(group.text("Parameters", "require_secure_transport")).isEqualTo("ON"));
    assertThat(Programs.of(stack))
        .filteredOn(program -> program.variables().containsKey("MILLRACE_DB_URL"))
        .hasSizeGreaterThan(4)
        .allSatisfy(
            program ->
                assertThat(program.variables().get("MILLRACE_DB_URL"))
                    .endsWith("/millrace?sslMode=REQUIRED"));
  }

  @EachVariant
  void an_unverified_certificate_is_refused(Synthesised stack) {
    assertThat(stack.errors()).anyMatch(text -> text.contains("certificates/README.md"));
  }

  @Test
  void an_unverified_certificate_may_be_accepted() {
    Synthesised stack = Synthesised.of(Map.of("databaseCertificate", "unverified"));

    assertThat(stack.errors()).isEmpty();
    assertThat(stack.warnings()).anyMatch(text -> text.contains("certificates/README.md"));
  }

  /** Aurora's 3.10 gets fixes for years; other versions have an end within months. */
  @EachVariant
  void the_database_stays_on_the_long_term_version(Synthesised stack) {
    assertThat(stack.properties("AWS::RDS::DBCluster").getFirst().text("EngineVersion"))
        .startsWith("8.0.mysql_aurora.3.10.");
    assertThat(stack.properties("AWS::RDS::DBInstance"))
        .allMatch(instance -> Boolean.FALSE.equals(instance.raw("AutoMinorVersionUpgrade")));
  }

  @EachVariant
  void the_name_of_the_first_user_is_short_enough_for_rds(Synthesised stack) {
    Matcher user =
        Pattern.compile("SecretStringTemplate=\\{\"username\":\"(\\w+)\"")
            .matcher(stack.properties("AWS::SecretsManager::Secret").toString());

    assertThat(user.find()).isTrue();
    assertThat(user.group(1)).hasSizeLessThanOrEqualTo(16);
  }

  @EachVariant
  void each_of_three_logins_is_rotated_every_month(Synthesised stack) {
    assertThat(stack.properties("AWS::SecretsManager::RotationSchedule"))
        .hasSize(3)
        .allSatisfy(
            rotation -> {
              assertThat(rotation.text("HostedRotationLambda", "RotationType"))
                  .isEqualTo("MySQLSingleUser");
              assertThat(
                      stack.resolved(rotation.raw("HostedRotationLambda", "VpcSecurityGroupIds")))
                  .startsWith("NetworkPrograms");
              assertThat(rotation.text("RotationRules", "ScheduleExpression"))
                  .isEqualTo("rate(30 days)");
              assertThat(rotation.raw("RotateImmediatelyOnUpdate")).isEqualTo(false);
            });
  }

  @ParameterizedTest
  @EnumSource
  void with_a_trust_store_every_program_checks_its_certificate_and_name(WorkerKind workers) {
    Synthesised stack = Synthesised.withTrustStore(workers);

    assertThat(Programs.of(stack))
        .filteredOn(program -> program.variables().containsKey("MILLRACE_DB_URL"))
        .hasSizeGreaterThan(4)
        .allSatisfy(
            program ->
                assertThat(program.variables().get("MILLRACE_DB_URL"))
                    .endsWith(
                        "/millrace?sslMode=VERIFY_IDENTITY&trustCertificateKeyStoreType=PKCS12"
                            + "&trustCertificateKeyStoreUrl=file:///var/task/database.p12"));
    assertThat(stack.warnings()).noneMatch(text -> text.contains("certificates/README.md"));
    assertThat(stack.errors()).isEmpty();
  }

  @EachVariant
  void each_of_three_users_has_a_made_up_password_in_a_secret(Synthesised stack) {
    List<Tree> secrets = stack.properties("AWS::SecretsManager::Secret");

    assertThat(
            secrets.stream().map(each -> each.text("GenerateSecretString", "SecretStringTemplate")))
        .containsExactlyInAnyOrder(
            "{\"username\":\"millrace_admin\"}",
            "{\"username\":\"millrace_worker\"}",
            "{\"username\":\"millrace_reader\"}");
    assertThat(secrets)
        .allSatisfy(
            secret -> {
              assertThat(secret.text("GenerateSecretString", "GenerateStringKey"))
                  .isEqualTo("password");
              assertThat(secret.has("SecretString")).isFalse();
            });
  }

  @EachVariant
  void all_that_may_run_at_once_fits_its_connections(Synthesised stack) {
    int allowed =
        Integer.parseInt(
            stack
                .properties("AWS::RDS::DBClusterParameterGroup")
                .getFirst()
                .text("Parameters", "max_connections"));

    int most = Programs.of(stack).stream().mapToInt(Program::mostConnections).sum();

    assertThat(most).isBetween(100, allowed - 50);
  }

  @Test
  void a_second_deployment_in_the_account_has_another_name() {
    Synthesised second = Synthesised.of(Map.of("name", "Orders"));

    assertThat(second.properties(CLUSTER).getFirst().text("DBClusterIdentifier"))
        .isEqualTo("orders");
    assertThat(second.properties("AWS::Events::EventBus").getFirst().text("Name"))
        .isEqualTo("Orders");
    assertThat(second.properties("AWS::SQS::Queue").toString())
        .contains("{Key=deployment, Value=Orders}");
  }

  @Test
  void an_existing_database_is_used_and_none_created() {
    Synthesised stack = Synthesised.of(EXISTING);

    assertThat(stack.resources(CLUSTER)).isEmpty();
    assertThat(stack.resources("AWS::EC2::VPC")).isEmpty();
    assertThat(Programs.named("schema", stack).variables())
        .containsEntry("MILLRACE_DB_SECRET", SECRET)
        .containsEntry(
            "MILLRACE_DB_URL", "jdbc:mysql://db.example.com:3306/millrace?sslMode=REQUIRED");
    assertThat(Stream.of("Tick", "Sweep", "Backfill"))
        .allSatisfy(
            name ->
                assertThat(
                        stack
                            .resource("AWS::Lambda::Function", "Producer" + name)
                            .text("Properties", "VpcConfig", "SubnetIds"))
                    .isEqualTo("[subnet-0123456789abcdef0]"));
  }

  private static String value(Synthesised stack, Map<String, Tree> outputs, String name) {
    return stack.resolved(Objects.requireNonNull(outputs.get(name), name).raw("Value"));
  }
}

package dev.millrace.infra.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.infra.DatabaseTest;
import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Program;
import dev.millrace.infra.Programs;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -c databaseAuth=iam}. */
@NeedsNode
class DatabaseLoginTest {

  @ParameterizedTest
  @ValueSource(strings = {"ecs", "lambda"})
  void programs_have_a_user_and_no_password(String workers) {
    Synthesised stack = iam(workers);

    List<Program> programs =
        Programs.of(stack).stream()
            .filter(program -> program.variables().containsKey("MILLRACE_DB_URL"))
            .filter(program -> !Set.of("schema", "CommandsRead").contains(program.name()))
            .toList();
    assertThat(programs)
        .hasSizeGreaterThanOrEqualTo(5)
        .allSatisfy(
            program ->
                assertThat(program.variables())
                    .containsEntry("MILLRACE_DB_AUTH", "iam")
                    .containsEntry("MILLRACE_DB_USER", "millrace_worker")
                    .doesNotContainKey("MILLRACE_DB_SECRET"));
    assertThat(Programs.of(stack))
        .filteredOn(program -> program.name().equals("CommandsRead"))
        .singleElement()
        .satisfies(
            program ->
                assertThat(program.variables())
                    .containsEntry("MILLRACE_DB_USER", "millrace_reader"));
    assertThat(
            stack
                .properties("AWS::RDS::DBCluster")
                .getFirst()
                .raw("EnableIAMDatabaseAuthentication"))
        .isEqualTo(true);
    assertThat(stack.outputs())
        .containsKeys("WorkerUser", "ReaderUser", "MigratorSecret")
        .doesNotContainKeys("WorkerSecret", "ReaderSecret");
    assertThat(stack.findings()).noneMatch(finding -> finding.startsWith("AwsSolutions-RDS6"));
  }

  /** RDS makes no cluster without the password of its first user. */
  @Test
  void the_only_secret_is_that_of_the_first_user() {
    Synthesised stack = iam("ecs");

    assertThat(stack.properties("AWS::SecretsManager::Secret"))
        .singleElement()
        .satisfies(
            secret ->
                assertThat(secret.text("GenerateSecretString", "SecretStringTemplate"))
                    .contains("millrace_admin"));
    assertThat(stack.properties("AWS::SecretsManager::RotationSchedule")).hasSize(1);
  }

  @Test
  void the_schema_step_makes_users_of_the_plugin() {
    Tree container =
        iam("lambda")
            .resource("AWS::ECS::TaskDefinition", "SchemaTask")
            .list("Properties", "ContainerDefinitions")
            .getFirst();

    assertThat(container.text("Command"))
        .isEqualTo("[--worker-user, millrace_worker, --reader-user, millrace_reader]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ecs", "lambda"})
  void each_program_may_connect_as_its_user_alone(String workers) {
    Synthesised stack = iam(workers);

    List<Tree> connects = statements(stack, "rds-db:connect");
    assertThat(connects)
        .hasSize(workers.equals("ecs") ? 6 : 8)
        .allSatisfy(
            statement ->
                assertThat(stack.resolved(statement.raw("Resource")))
                    .matches(
                        "arn:AWS::Partition:rds-db:AWS::Region:AWS::AccountId:dbuser:"
                            + "DatabaseCluster\\w+\\.DBClusterResourceId/millrace_(worker|reader)"));
    assertThat(connects)
        .filteredOn(statement -> stack.resolved(statement.raw("Resource")).endsWith("_reader"))
        .as("the function that reads")
        .hasSize(1);
  }

  @Test
  void an_existing_database_needs_its_resource_id() {
    Map<String, String> context = new HashMap<>(DatabaseTest.EXISTING);
    context.put("databaseAuth", "iam");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(context))
        .withMessageStartingWith("databaseAuth=iam needs databaseResource");

    context.put("databaseResource", "cluster-ABC");

    Synthesised stack = Synthesised.of(context);
    assertThat(statements(stack, "rds-db:connect"))
        .isNotEmpty()
        .allSatisfy(
            statement ->
                assertThat(stack.resolved(statement.raw("Resource")))
                    .contains(":dbuser:cluster-ABC/millrace_"));
  }

  @Test
  void another_way_to_log_in_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(Map.of("databaseAuth", "kerberos")))
        .withMessage("the context 'databaseAuth' must be iam or absent, but is 'kerberos'");
  }

  private static Synthesised iam(String workers) {
    return Synthesised.of(Map.of("databaseAuth", "iam", "workers", workers));
  }

  private static List<Tree> statements(Synthesised stack, String action) {
    return stack.properties("AWS::IAM::Policy").stream()
        .flatMap(policy -> policy.list("PolicyDocument", "Statement").stream())
        .filter(statement -> Stream.of(statement.text("Action")).anyMatch(action::equals))
        .toList();
  }
}

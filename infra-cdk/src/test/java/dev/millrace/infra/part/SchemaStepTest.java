package dev.millrace.infra.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.DatabaseTest;
import dev.millrace.infra.EachVariant;
import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Program;
import dev.millrace.infra.Programs;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.Tree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@NeedsNode
class SchemaStepTest {

  private static final String STEP = "AWS::CloudFormation::CustomResource";

  @EachVariant
  void all_that_runs_waits_for_schema_and_definitions(Synthesised stack, WorkerKind workers) {
    String step = stack.resources(STEP).keySet().iterator().next();

    Set<String> waiting =
        stack.all().entrySet().stream()
            .filter(entry -> dependsOn(entry.getValue()).contains(step))
            .map(entry -> Synthesised.name(entry.getKey()))
            .collect(Collectors.toSet());

    assertThat(waiting).contains("ProducerTick", "ProducerSweep", "ProducerBackfill");
    assertThat(waiting)
        .containsAll(
            workers == WorkerKind.ECS
                ? List.of("WorkersService")
                : List.of("WorkersImportLive", "WorkersBackfillLive", "WorkersAggregateLive"));
  }

  @EachVariant
  void it_waits_for_the_database_and_runs_again_with_each_build(Synthesised stack) {
    Tree step = stack.resources(STEP).values().iterator().next();

    assertThat(dependsOn(step)).anyMatch(id -> id.startsWith("DatabaseClusterWriter"));
    // A revision has the hash of the image, which has programs and definitions.
    assertThat(Synthesised.name(stack.resolved(step.raw("Properties", "Task"))))
        .isEqualTo("SchemaTask");
    assertThat(container(stack).text("Image")).contains("container-assets");
    assertThat(texts(stack, container(stack), "EntryPoint"))
        .containsExactly(
            "java", "@/opt/millrace/aot/options", "dev.millrace.worker.schema.SchemaMain");
    assertThat(texts(stack, container(stack), "Command"))
        .satisfiesExactly(
            option -> assertThat(option).isEqualTo("--worker-secret"),
            secret -> assertThat(secret).startsWith("DatabaseWorker"),
            option -> assertThat(option).isEqualTo("--reader-secret"),
            secret -> assertThat(secret).startsWith("DatabaseReader"));
  }

  /** A task has no time limit, but CloudFormation waits for an hour at most. */
  @EachVariant
  void a_step_that_takes_too_long_still_answers_cloudformation(Synthesised stack) {
    Tree wait = stack.properties("AWS::StepFunctions::StateMachine").getFirst();

    assertThat(stack.resolved(wait.raw("DefinitionString")))
        .contains("\"IntervalSeconds\":10,\"MaxAttempts\":330,");
    assertThat(stack.resources("AWS::Lambda::Function").keySet())
        .anyMatch(id -> id.startsWith("SchemaStart"))
        .anyMatch(id -> id.startsWith("SchemaLook"));
  }

  /** They call ECS alone, which the network of the database has no endpoint for. */
  @EachVariant
  void the_functions_that_start_it_are_outside_of_the_network(Synthesised stack) {
    assertThat(List.of("SchemaStart", "SchemaLook"))
        .allSatisfy(
            name ->
                assertThat(
                        stack
                            .resource("AWS::Lambda::Function", name)
                            .at("Properties")
                            .has("VpcConfig"))
                    .isFalse());
  }

  @EachVariant
  void the_task_runs_where_workers_run(Synthesised stack, WorkerKind workers) {
    Tree step = stack.properties(STEP).getFirst();

    assertThat(step.list("Subnets"))
        .hasSize(2)
        .allMatch(
            subnet ->
                stack
                    .resolved(subnet.value())
                    .contains(workers == WorkerKind.ECS ? "PublicSubnet" : "OutboundSubnet"));
    assertThat(step.text("PublicAddress"))
        .isEqualTo(workers == WorkerKind.ECS ? "ENABLED" : "DISABLED");
    assertThat(container(stack).raw("ReadonlyRootFilesystem")).isEqualTo(true);
    assertThat(container(stack).text("User")).isEqualTo("10001:10001");
  }

  @Test
  void it_runs_again_without_another_build() {
    assertThat(
            Synthesised.of(Map.of("schemaRun", "second")).properties(STEP).getFirst().text("Run"))
        .isEqualTo("second");
  }

  @EachVariant
  void it_waits_for_the_ways_to_the_database_and_to_its_secrets(Synthesised stack) {
    assertThat(dependsOn(stack.resources(STEP).values().iterator().next()))
        .containsAll(stack.resources("AWS::EC2::SecurityGroupIngress").keySet())
        .containsAll(stack.resources("AWS::EC2::SecurityGroupEgress").keySet())
        .containsAll(stack.resources("AWS::EC2::VPCEndpoint").keySet());
  }

  @Test
  void it_waits_until_an_existing_database_admits_it() {
    Synthesised stack = Synthesised.of(DatabaseTest.EXISTING);

    assertThat(stack.resources("AWS::EC2::SecurityGroupIngress")).hasSize(1);
    assertThat(dependsOn(stack.resources(STEP).values().iterator().next()))
        .containsAll(stack.resources("AWS::EC2::SecurityGroupIngress").keySet());
  }

  @EachVariant
  void only_the_step_has_the_login_that_may_change_tables(Synthesised stack) {
    Map<String, String> logins =
        Programs.of(stack).stream()
            .filter(program -> program.variables().containsKey("MILLRACE_DB_SECRET"))
            .collect(
                Collectors.toMap(
                    Program::name, program -> program.variables().get("MILLRACE_DB_SECRET")));

    assertThat(logins.get("schema")).contains("DatabaseCluster");
    logins.remove("schema");
    assertThat(logins.remove("CommandsRead")).startsWith("DatabaseReader");
    assertThat(logins.values()).allMatch(login -> login.startsWith("DatabaseWorker"));
  }

  private static Tree container(Synthesised stack) {
    return stack
        .resource("AWS::ECS::TaskDefinition", "SchemaTask")
        .list("Properties", "ContainerDefinitions")
        .getFirst();
  }

  private static List<String> texts(Synthesised stack, Tree container, String field) {
    return container.list(field).stream().map(each -> stack.resolved(each.value())).toList();
  }

  private static List<String> dependsOn(Tree resource) {
    return resource.has("DependsOn")
        ? resource.list("DependsOn").stream().map(each -> each.value().toString()).toList()
        : List.of();
  }
}

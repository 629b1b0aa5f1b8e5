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
  void it_waits_for_the_database_and_runs_again_when_the_code_or_a_definition_changes(
      Synthesised stack) {
    Tree step = stack.resources(STEP).values().iterator().next();

    assertThat(dependsOn(step)).anyMatch(id -> id.startsWith("DatabaseClusterWriter"));
    assertThat(step.text("Properties", "Code")).matches("[0-9a-f]{64}");
    assertThat(stack.resolved(step.raw("Properties", "WorkerSecret"))).startsWith("DatabaseWorker");
    assertThat(stack.resolved(step.raw("Properties", "ReaderSecret"))).startsWith("DatabaseReader");
  }

  /** The provider itself is cut after 15 minutes; CloudFormation would wait for an hour. */
  @EachVariant
  void a_step_that_takes_too_long_still_answers_cloudformation(Synthesised stack) {
    assertThat(
            stack.resource("AWS::Lambda::Function", "SchemaApply").number("Properties", "Timeout"))
        .isLessThan(15 * 60);
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
            .collect(
                Collectors.toMap(
                    Program::name, program -> program.variables().get("MILLRACE_DB_SECRET")));

    assertThat(logins.get("SchemaApply")).contains("DatabaseCluster");
    logins.remove("SchemaApply");
    assertThat(logins.values()).allMatch(login -> login.startsWith("DatabaseWorker"));
  }

  private static List<String> dependsOn(Tree resource) {
    return resource.has("DependsOn")
        ? resource.list("DependsOn").stream().map(each -> each.value().toString()).toList()
        : List.of();
  }
}

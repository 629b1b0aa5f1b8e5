package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.infra.part.WorkerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@NeedsNode
class WorkersTest {

  @Test
  void a_task_is_arm_without_root_and_without_a_disk_to_write_to() {
    Tree task =
        Synthesised.of(WorkerKind.ECS)
            .resource("AWS::ECS::TaskDefinition", "WorkersTask")
            .at("Properties");
    Tree container = task.list("ContainerDefinitions").getFirst();

    assertThat(task.text("RuntimePlatform", "CpuArchitecture")).isEqualTo("ARM64");
    assertThat(container.text("User")).isEqualTo("10001:10001");
    assertThat(container.raw("ReadonlyRootFilesystem")).isEqualTo(true);
    assertThat(container.has("Secrets")).isFalse();
  }

  @Test
  void a_task_has_longer_to_stop_than_its_worker_takes() {
    Tree task =
        Synthesised.of(WorkerKind.ECS)
            .resource("AWS::ECS::TaskDefinition", "WorkersTask")
            .at("Properties");

    assertThat(task.list("ContainerDefinitions").getFirst().number("StopTimeout")).isEqualTo(120);
  }

  @Test
  void a_task_whose_loops_do_not_turn_is_replaced() throws IOException {
    Tree task =
        Synthesised.of(WorkerKind.ECS)
            .resource("AWS::ECS::TaskDefinition", "WorkersTask")
            .at("Properties");
    Tree container = task.list("ContainerDefinitions").getFirst();
    String image = Files.readString(Path.of("../Dockerfile"));

    // A program of the image, which HealthServerTest runs against a live worker.
    assertThat(container.text("HealthCheck", "Command")).isEqualTo("[CMD, /opt/millrace/healthy]");
    assertThat(image)
        .contains("docker/healthy.sh /opt/millrace/healthy", "CMD [\"/opt/millrace/healthy\"]");
    assertThat(Programs.of(Synthesised.of(WorkerKind.ECS)))
        .filteredOn(program -> program.name().equals("worker"))
        .singleElement()
        .satisfies(
            worker -> assertThat(worker.variables()).containsEntry("MILLRACE_HEALTH_PORT", "8080"));
  }

  @Test
  void a_deployment_of_tasks_that_do_not_start_is_rolled_back() {
    Tree service = Synthesised.of(WorkerKind.ECS).properties("AWS::ECS::Service").getFirst();

    assertThat(service.raw("DeploymentConfiguration", "DeploymentCircuitBreaker", "Rollback"))
        .isEqualTo(true);
    assertThat(service.number("DeploymentConfiguration", "MinimumHealthyPercent")).isEqualTo(100);
  }

  /** One that stays, so that the work goes on when there is no spare capacity. */
  @Test
  void all_tasks_but_one_run_on_spare_capacity() {
    Tree service = Synthesised.of(WorkerKind.ECS).properties("AWS::ECS::Service").getFirst();

    assertThat(service.has("LaunchType")).isFalse();
    assertThat(service.list("CapacityProviderStrategy"))
        .extracting(
            provider -> provider.text("CapacityProvider"),
            provider -> provider.has("Base") ? provider.number("Base") : 0,
            provider -> provider.number("Weight"))
        .containsExactly(tuple("FARGATE", 1, 1), tuple("FARGATE_SPOT", 0, 1000));
    assertThat(
            Synthesised.of(WorkerKind.ECS)
                .properties("AWS::ECS::ClusterCapacityProviderAssociations")
                .getFirst()
                .text("CapacityProviders"))
        .isEqualTo("[FARGATE, FARGATE_SPOT]");
  }

  @Test
  void all_tasks_may_run_on_demand() {
    Tree service = Synthesised.of(Map.of("spot", "off")).properties("AWS::ECS::Service").getFirst();

    assertThat(service.list("CapacityProviderStrategy"))
        .extracting(provider -> provider.text("CapacityProvider"))
        .containsExactly("FARGATE");
  }

  @Test
  void an_upgrade_leaves_the_number_of_tasks_to_the_scaling() {
    Synthesised stack = Synthesised.of(WorkerKind.ECS);

    assertThat(stack.properties("AWS::ECS::Service").getFirst().has("DesiredCount")).isFalse();
    assertThat(
            stack
                .properties("AWS::ApplicationAutoScaling::ScalableTarget")
                .getFirst()
                .number("MinCapacity"))
        .isEqualTo(1);
  }

  @Test
  void tasks_follow_the_backlog_that_each_may_have() {
    Synthesised stack = Synthesised.of(WorkerKind.ECS);

    Tree policy =
        stack
            .properties("AWS::ApplicationAutoScaling::ScalingPolicy")
            .getFirst()
            .at("TargetTrackingScalingPolicyConfiguration");
    Map<String, Tree> metrics =
        policy.list("CustomizedMetricSpecification", "Metrics").stream()
            .collect(Collectors.toMap(metric -> metric.text("Id"), metric -> metric));

    // five minutes of eight slices at a time, ten seconds each
    assertThat(policy.number("TargetValue")).isEqualTo(240);
    assertThat(metric(metrics, "backlog").text("Expression"))
        .isEqualTo(
            "(FILL(imports, 0) + FILL(backfills, 0) + FILL(aggregates, 0)) / FILL(tasks, 1)");
    assertThat(
            metrics.values().stream()
                .filter(metric -> Boolean.TRUE.equals(metric.raw("ReturnData"))))
        .containsExactly(metrics.get("backlog"));
    assertThat(metric(metrics, "tasks").text("MetricStat", "Metric", "MetricName"))
        .isEqualTo("RunningTaskCount");
    assertThat(
            stack
                .resource("AWS::ECS::Cluster", "WorkersCluster")
                .text("Properties", "ClusterSettings"))
        .contains("Name=containerInsights, Value=enabled");
  }

  @Test
  void a_function_answers_for_each_message_and_is_held_back_at_its_queue() {
    Synthesised stack = Synthesised.of(WorkerKind.LAMBDA);

    assertThat(stack.properties("AWS::Lambda::EventSourceMapping"))
        .hasSize(3)
        .allSatisfy(
            mapping -> {
              assertThat(mapping.text("FunctionResponseTypes"))
                  .isEqualTo("[ReportBatchItemFailures]");
              assertThat(mapping.number("ScalingConfig", "MaximumConcurrency")).isPositive();
              assertThat(mapping.text("FunctionName")).contains("Live");
            });
    assertThat(stack.properties("AWS::Lambda::Function"))
        .noneMatch(function -> function.has("ReservedConcurrentExecutions"));
  }

  /** Splits and hints are sent to queues that call their sender. */
  @Test
  void lambda_does_not_drop_chains_of_slices_and_hints() {
    assertThat(Programs.of(Synthesised.of(WorkerKind.LAMBDA)))
        .filteredOn(program -> program.name().startsWith("Workers"))
        .hasSize(3)
        .allSatisfy(
            program ->
                assertThat(
                        Synthesised.of(WorkerKind.LAMBDA)
                            .resource("AWS::Lambda::Function", program.name())
                            .text("Properties", "RecursiveLoop"))
                    .isEqualTo("Allow"));
  }

  @Test
  void a_batch_is_not_larger_than_the_permits() {
    Synthesised stack = Synthesised.of(WorkerKind.LAMBDA);

    for (String queue : new String[] {"Import", "Backfill", "Aggregate"}) {
      Tree mapping =
          stack.properties("AWS::Lambda::EventSourceMapping").stream()
              .filter(each -> each.text("FunctionName").contains("Workers" + queue + "Live"))
              .findAny()
              .orElseThrow();
      Program function =
          Programs.of(stack).stream()
              .filter(each -> each.name().equals("Workers" + queue))
              .findAny()
              .orElseThrow();
      String permits =
          function
              .variables()
              .getOrDefault("MILLRACE_" + queue.toUpperCase(Locale.ROOT) + "_PERMITS", "");

      assertThat(mapping.number("BatchSize")).isEqualTo(Integer.parseInt(permits));
    }
  }

  @Test
  void the_page_of_the_deployment_has_the_concurrency_that_an_account_needs() throws IOException {
    int atOnce =
        Synthesised.of(WorkerKind.LAMBDA).properties("AWS::Lambda::EventSourceMapping").stream()
            .mapToInt(mapping -> mapping.number("ScalingConfig", "MaximumConcurrency"))
            .sum();

    assertThat(Files.readString(Path.of("../docs/deploy.md")))
        .contains(
            "| Lambda: concurrent executions | 10 to 1,000 | %d for workers".formatted(atOnce));
  }

  @Test
  void a_function_starts_from_a_snapshot() {
    assertThat(
            Synthesised.of(WorkerKind.LAMBDA)
                .resource("AWS::Lambda::Function", "WorkersImport")
                .text("Properties", "SnapStart", "ApplyOn"))
        .isEqualTo("PublishedVersions");
  }

  private static Tree metric(Map<String, Tree> metrics, String id) {
    return Objects.requireNonNull(metrics.get(id), id);
  }
}

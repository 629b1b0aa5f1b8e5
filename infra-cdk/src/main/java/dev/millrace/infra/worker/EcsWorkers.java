package dev.millrace.infra.worker;

import dev.millrace.infra.part.Functions;
import dev.millrace.infra.part.ImageTask;
import dev.millrace.infra.part.Queues;
import dev.millrace.infra.part.Sizes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.ecs.CapacityProviderStrategy;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.ContainerInsights;
import software.amazon.awscdk.services.ecs.DeploymentCircuitBreaker;
import software.amazon.awscdk.services.ecs.FargateService;
import software.amazon.awscdk.services.ecs.FargateTaskDefinition;
import software.amazon.awscdk.services.ecs.HealthCheck;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** Workers as tasks of one Fargate service, scaled by the backlog. */
public final class EcsWorkers extends Construct {

  private static final String HEALTH_PORT = "8080";

  /** A program of the image; ECS does not use the image's own HEALTHCHECK. */
  private static final String HEALTHY = "/opt/millrace/healthy";

  private final Cluster cluster;
  private final FargateService service;
  private final LogGroup log;

  public EcsWorkers(Construct scope, String id, WorkerParts parts) {
    super(scope, id);
    cluster =
        Cluster.Builder.create(this, "Cluster")
            .vpc(parts.network().vpc())
            .containerInsightsV2(ContainerInsights.ENABLED)
            .enableFargateCapacityProviders(true)
            .build();
    log = Functions.logs(this, "Log");
    FargateTaskDefinition task = task(parts);
    // Without a number of tasks, since an upgrade would reset the scaling to it.
    service =
        FargateService.Builder.create(this, "Service")
            .cluster(cluster)
            .taskDefinition(task)
            .minHealthyPercent(100)
            .maxHealthyPercent(200)
            .capacityProviderStrategies(capacity(parts.deployment().choices().spot()))
            .circuitBreaker(DeploymentCircuitBreaker.builder().rollback(true).build())
            .assignPublicIp(parts.network().ownAddresses())
            .vpcSubnets(parts.network().workers())
            .securityGroups(List.of(parts.network().programs()))
            .build();
    parts.grantSources(this, task.getTaskRole());
    for (Queues.WorkQueue queue : parts.queues().all()) {
      queue.grantConsume(task.getTaskRole());
      parts.grantQueue(queue, task.getTaskRole());
    }
    parts.schema().before(service);
    Sizes sizes = parts.deployment().sizes();
    new BacklogScaling(
        this, "Scaling", cluster, service, parts.queues(), sizes.mostTasks(), sizes.permits());
  }

  /**
   * One task runs on demand. The others may be stopped two minutes after a SIGTERM; a worker gives
   * its slices back within seconds of that.
   */
  private static List<CapacityProviderStrategy> capacity(boolean spot) {
    CapacityProviderStrategy.Builder onDemand =
        CapacityProviderStrategy.builder().capacityProvider("FARGATE").weight(1);
    return spot
        ? List.of(
            onDemand.base(1).build(),
            // Against the 1 above, since a weight of 0 is documented as never used.
            CapacityProviderStrategy.builder()
                .capacityProvider("FARGATE_SPOT")
                .weight(1000)
                .build())
        : List.of(onDemand.build());
  }

  /** Needs Container Insights. */
  public Metric runningTasks() {
    return Metric.Builder.create()
        .namespace("ECS/ContainerInsights")
        .metricName("RunningTaskCount")
        .dimensionsMap(
            Map.of(
                "ClusterName", cluster.getClusterName(),
                "ServiceName", service.getServiceName()))
        .statistic("Minimum")
        .period(Duration.minutes(5))
        .build();
  }

  public FargateService service() {
    return service;
  }

  public LogGroup log() {
    return log;
  }

  private FargateTaskDefinition task(WorkerParts parts) {
    FargateTaskDefinition task = ImageTask.task(this).build();
    Map<String, String> settings = new HashMap<>(parts.settings());
    settings.put("MILLRACE_HEALTH_PORT", HEALTH_PORT);
    settings.put("MILLRACE_IMPORT_PERMITS", String.valueOf(parts.deployment().sizes().permits()));
    task.addContainer(
        "worker",
        ImageTask.container("worker", parts.artifacts(), settings, log)
            .stopTimeout(Duration.seconds(120))
            .healthCheck(
                HealthCheck.builder()
                    .command(List.of("CMD", HEALTHY))
                    .interval(Duration.seconds(30))
                    .timeout(Duration.seconds(5))
                    .retries(3)
                    .startPeriod(Duration.seconds(60))
                    .build())
            .build());
    return task;
  }
}

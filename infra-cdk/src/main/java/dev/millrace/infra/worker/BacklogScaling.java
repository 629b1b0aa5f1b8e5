package dev.millrace.infra.worker;

import dev.millrace.infra.part.Queues;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalableTarget;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.CustomizedMetricSpecificationProperty;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.TargetTrackingMetricDataQueryProperty;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.TargetTrackingMetricDimensionProperty;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.TargetTrackingMetricProperty;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.TargetTrackingMetricStatProperty;
import software.amazon.awscdk.services.applicationautoscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty;
import software.amazon.awscdk.services.ecs.Cluster;
import software.amazon.awscdk.services.ecs.FargateService;
import software.constructs.Construct;

/**
 * Scales the tasks to keep the wait of messages near the target: a task handles its permits'
 * messages every few seconds, so its acceptable backlog is the target latency divided by that.
 * Empty queues send no figures, nor does a service without tasks; missing figures count as such.
 */
final class BacklogScaling extends Construct {

  private static final Duration TARGET_LATENCY = Duration.minutes(5);

  /** For a slice with a few thousand rows; deploy.md describes how to measure it. */
  private static final Duration SLICE = Duration.seconds(10);

  BacklogScaling(
      Construct scope,
      String id,
      Cluster cluster,
      FargateService service,
      Queues queues,
      int mostTasks,
      int permits) {
    super(scope, id);
    CfnScalableTarget target =
        CfnScalableTarget.Builder.create(this, "Tasks")
            .serviceNamespace("ecs")
            .scalableDimension("ecs:service:DesiredCount")
            .resourceId("service/" + cluster.getClusterName() + "/" + service.getServiceName())
            .minCapacity(1)
            .maxCapacity(mostTasks)
            .build();
    CfnScalingPolicy.Builder.create(this, "BacklogPerTask")
        .policyName("backlog-per-task")
        .policyType("TargetTrackingScaling")
        .scalingTargetId(target.getRef())
        .targetTrackingScalingPolicyConfiguration(
            TargetTrackingScalingPolicyConfigurationProperty.builder()
                .targetValue(
                    permits
                        * TARGET_LATENCY.toSeconds().doubleValue()
                        / SLICE.toSeconds().doubleValue())
                .scaleOutCooldown(60)
                .scaleInCooldown(600)
                .customizedMetricSpecification(
                    CustomizedMetricSpecificationProperty.builder()
                        .metrics(metrics(cluster, service, queues))
                        .build())
                .build())
        .build();
  }

  private static List<TargetTrackingMetricDataQueryProperty> metrics(
      Cluster cluster, FargateService service, Queues queues) {
    return List.of(
        visible("imports", queues.imports()),
        visible("backfills", queues.backfills()),
        visible("aggregates", queues.aggregates()),
        query(
            "tasks",
            "ECS/ContainerInsights",
            "RunningTaskCount",
            List.of(
                dimension("ClusterName", cluster.getClusterName()),
                dimension("ServiceName", service.getServiceName()))),
        TargetTrackingMetricDataQueryProperty.builder()
            .id("backlog")
            .label("waiting messages per task")
            .expression(
                Stream.of("imports", "backfills", "aggregates")
                        .map("FILL(%s, 0)"::formatted)
                        .reduce((a, b) -> a + " + " + b)
                        .map("(%s)"::formatted)
                        .orElseThrow()
                    + " / FILL(tasks, 1)")
            .returnData(true)
            .build());
  }

  private static TargetTrackingMetricDataQueryProperty visible(String id, Queues.WorkQueue queue) {
    return query(
        id,
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        List.of(dimension("QueueName", queue.queue().getQueueName())));
  }

  private static TargetTrackingMetricDataQueryProperty query(
      String id,
      String namespace,
      String name,
      List<TargetTrackingMetricDimensionProperty> dimensions) {
    return TargetTrackingMetricDataQueryProperty.builder()
        .id(id)
        .returnData(false)
        .metricStat(
            TargetTrackingMetricStatProperty.builder()
                .stat("Average")
                .metric(
                    TargetTrackingMetricProperty.builder()
                        .namespace(namespace)
                        .metricName(name)
                        .dimensions(dimensions)
                        .build())
                .build())
        .build();
  }

  private static TargetTrackingMetricDimensionProperty dimension(String name, String value) {
    return TargetTrackingMetricDimensionProperty.builder().name(name).value(value).build();
  }
}

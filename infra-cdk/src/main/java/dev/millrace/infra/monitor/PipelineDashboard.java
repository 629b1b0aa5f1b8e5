package dev.millrace.infra.monitor;

import dev.millrace.infra.part.Queues;
import java.util.List;
import java.util.function.Function;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.constructs.Construct;

/** One page with the overall status. */
public final class PipelineDashboard extends Construct {

  public PipelineDashboard(Construct scope, String id, Queues queues, PipelineMetrics metrics) {
    super(scope, id);
    Dashboard dashboard = Dashboard.Builder.create(this, "Page").build();
    dashboard.addWidgets(
        graph("Waiting", queues, queue -> queue.queue().metricApproximateNumberOfMessagesVisible()),
        graph("Oldest, s", queues, queue -> queue.queue().metricApproximateAgeOfOldestMessage()),
        graph(
            "In flight",
            queues,
            queue -> queue.queue().metricApproximateNumberOfMessagesNotVisible()));
    dashboard.addWidgets(
        graph(
            "Dead letters",
            queues,
            queue -> queue.deadLetters().metricApproximateNumberOfMessagesVisible()),
        graph(
            "Gap and lag of buckets, s", List.of(metrics.gapSeconds(), metrics.bucketLagSeconds())),
        graph("Documents of the last hour", List.of(metrics.fetched(), metrics.rejected())));
  }

  private static GraphWidget graph(
      String title, Queues queues, Function<Queues.WorkQueue, IMetric> metric) {
    return graph(title, queues.all().stream().map(metric).toList());
  }

  private static GraphWidget graph(String title, List<IMetric> metrics) {
    return GraphWidget.Builder.create().title(title).left(metrics).width(8).build();
  }
}

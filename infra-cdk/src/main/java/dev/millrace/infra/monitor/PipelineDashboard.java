package dev.millrace.infra.monitor;

import dev.millrace.infra.part.MillraceDatabase;
import dev.millrace.infra.part.Producer;
import dev.millrace.infra.part.Queues;
import dev.millrace.infra.worker.EcsWorkers;
import dev.millrace.infra.worker.LambdaWorkers;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.AlarmStatusWidget;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.IWidget;
import software.amazon.awscdk.services.cloudwatch.LogQueryWidget;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/**
 * One page with the overall status: what the command {@code status} answers, over time. Types and
 * runs are named in the command's answer only, since a metric for each would cost more than it
 * says.
 */
public final class PipelineDashboard extends Construct {

  private static final MetricOptions SUM =
      MetricOptions.builder().statistic("Sum").period(Duration.minutes(5)).build();

  private static final MetricOptions MAXIMUM =
      MetricOptions.builder().statistic("Maximum").period(Duration.minutes(5)).build();

  private static final int WIDTH = 24;

  private final Dashboard page;
  private final PipelineMetrics metrics;

  /** With rows for alarms, types, queues and producer; to be made after all alarms. */
  public PipelineDashboard(
      Construct scope,
      String id,
      Queues queues,
      Producer producer,
      PipelineMetrics metrics,
      Alarms alarms) {
    super(scope, id);
    this.metrics = metrics;
    page = Dashboard.Builder.create(this, "Page").build();
    if (!alarms.all().isEmpty()) {
      page.addWidgets(
          AlarmStatusWidget.Builder.create()
              .title("Alarms")
              .alarms(alarms.all())
              .width(WIDTH)
              .height(5)
              .build());
    }
    row(
        graph("Documents of the last hour", metrics.fetched(), metrics.rejected()),
        graph(
            "Oldest gap, waiting slice and stale bucket, s",
            metrics.gapSeconds(),
            metrics.waitingSeconds(),
            metrics.bucketLagSeconds()),
        graph("Retrying slices and broken promises", metrics.retrying(), metrics.brokenPromises()));
    row(
        graph("Waiting messages", queues, Queues.WorkQueue::queue, PipelineDashboard::visible),
        graph(
            "Messages in processing",
            queues,
            Queues.WorkQueue::queue,
            queue -> queue.metricApproximateNumberOfMessagesNotVisible(MAXIMUM)),
        graph("Dead letters", queues, Queues.WorkQueue::deadLetters, PipelineDashboard::visible));
    row(
        graph("Errors of the producer", producer.functions(), each -> each.metricErrors(SUM)),
        graph(
            "Lost requests and missed schedules",
            visible(producer.lostRequests()),
            visible(producer.missedSchedules())),
        retrying(producer.sweep().getLogGroup()));
  }

  /** Adds the tasks. */
  public void show(EcsWorkers workers) {
    row(
        graph("Running tasks", workers.runningTasks()),
        graph(
            "Processors and memory of the tasks, %",
            workers.service().metricCpuUtilization(MAXIMUM),
            workers.service().metricMemoryUtilization(MAXIMUM)),
        graph("Refused logins", metrics.refusedLogins()));
    page.addWidgets(warnings(List.of(workers.log())));
  }

  /** Adds the functions. */
  public void show(LambdaWorkers workers) {
    row(
        graph(
            "Running functions",
            workers.functions(),
            each -> each.metric("ConcurrentExecutions", MAXIMUM)),
        graph(
            "Errors and throttles",
            Stream.concat(
                    workers.functions().stream().map(each -> each.metricErrors(SUM)),
                    workers.functions().stream().map(each -> each.metricThrottles(SUM)))
                .toArray(IMetric[]::new)),
        graph("Refused logins", metrics.refusedLogins()));
    page.addWidgets(
        warnings(workers.functions().stream().map(each -> each.getLogGroup()).toList()));
  }

  /** Adds the database, unless it is an existing one, which has a page of its own. */
  public void show(MillraceDatabase database) {
    database
        .cluster()
        .ifPresent(
            cluster ->
                row(
                    graph(
                        "Capacity of the database, ACU",
                        cluster.metricServerlessDatabaseCapacity(MAXIMUM)),
                    graph("Processors of the database, %", cluster.metricCPUUtilization(MAXIMUM)),
                    graph("Connections", cluster.metricDatabaseConnections(MAXIMUM))));
  }

  private void row(IWidget... widgets) {
    page.addWidgets(widgets);
  }

  /** The newest figures of the sweep; retryingByType names the types. */
  private static LogQueryWidget retrying(ILogGroup sweepLog) {
    return LogQueryWidget.Builder.create()
        .title("Newest figures of the sweep")
        .logGroupNames(List.of(sweepLog.getLogGroupName()))
        .queryLines(
            List.of(
                "fields @timestamp, @message",
                "filter ispresent(gapSeconds)",
                "sort @timestamp desc",
                "limit 5"))
        .width(WIDTH / 3)
        .build();
  }

  /** The causes that status shows for slices that fail and sources that do not answer. */
  private static LogQueryWidget warnings(List<ILogGroup> workerLogs) {
    return LogQueryWidget.Builder.create()
        .title("Newest warnings and errors of workers")
        .logGroupNames(workerLogs.stream().map(ILogGroup::getLogGroupName).toList())
        .queryLines(
            List.of(
                "fields @timestamp, @message",
                "filter @message like / (WARN|ERROR) /",
                "sort @timestamp desc",
                "limit 20"))
        .width(WIDTH)
        .build();
  }

  private static IMetric visible(Queue queue) {
    return queue.metricApproximateNumberOfMessagesVisible(MAXIMUM);
  }

  private static GraphWidget graph(
      String title,
      Queues queues,
      Function<Queues.WorkQueue, Queue> which,
      Function<Queue, IMetric> metric) {
    return graph(title, queues.all().stream().map(which.andThen(metric)).toArray(IMetric[]::new));
  }

  private static <T> GraphWidget graph(String title, List<T> all, Function<T, IMetric> metric) {
    return graph(title, all.stream().map(metric).toArray(IMetric[]::new));
  }

  private static GraphWidget graph(String title, IMetric... metrics) {
    return GraphWidget.Builder.create()
        .title(title)
        .left(List.of(metrics))
        .width(WIDTH / 3)
        .build();
  }
}

package dev.millrace.infra.monitor;

import dev.millrace.infra.part.MillraceDatabase;
import dev.millrace.infra.worker.EcsWorkers;
import dev.millrace.infra.worker.LambdaWorkers;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.logs.ILogGroup;

/** The alarms about the workers themselves and about the database that they share. */
public final class WorkerAlarms {

  private static final MetricOptions SUM =
      MetricOptions.builder().statistic("Sum").period(Duration.minutes(5)).build();

  private static final MetricOptions MAXIMUM =
      MetricOptions.builder().statistic("Maximum").period(Duration.minutes(5)).build();

  /** In periods of five minutes. */
  private static final int QUARTER = 3;

  private static final int HOUR = 12;

  private final Alarms alarms;
  private final PipelineMetrics metrics;

  public WorkerAlarms(Alarms alarms, PipelineMetrics metrics) {
    this.alarms = alarms;
    this.metrics = metrics;
  }

  /** Tasks that do not run send no figures, so missing ones count as none. */
  public void watch(EcsWorkers workers) {
    alarms.alarm(
        "NoTasks",
        "No worker has been running for a quarter of an hour: see the events of the service",
        MathExpression.Builder.create()
            .expression("1 - FILL(tasks, 0)")
            .usingMetrics(Map.of("tasks", workers.runningTasks()))
            .period(Duration.minutes(5))
            .label("missing tasks")
            .build(),
        0,
        QUARTER,
        TreatMissingData.BREACHING);
    refusedLogins("Worker", workers.log());
  }

  public void watch(LambdaWorkers workers) {
    for (Function function : workers.functions()) {
      String name = function.getNode().getId();
      alarms.alarm(
          name + "WorkerErrors",
          "A worker's function fails: see its log",
          function.metricErrors(SUM),
          0,
          QUARTER);
      alarms.alarm(
          name + "WorkerThrottles",
          "A worker's function is throttled: raise the account's concurrency, or lower the mapping's",
          function.metricThrottles(SUM),
          0,
          QUARTER);
      alarms.alarm(
          name + "Recursion",
          "Lambda dropped messages as a recursive loop: the sweep sends their slices again",
          function.metric("RecursiveInvocationsDropped", SUM),
          0,
          1);
      refusedLogins(name, function.getLogGroup());
    }
  }

  private void refusedLogins(String name, ILogGroup log) {
    alarms.alarm(
        name + "RefusedLogins",
        "The database refuses a login: compare its secret with the user's password",
        metrics.refusedLogins(alarms, name + "Refused", log),
        0,
        QUARTER);
  }

  /** An existing database has alarms of its own. */
  public void watch(MillraceDatabase database) {
    database
        .cluster()
        .ifPresent(
            cluster -> {
              alarms.alarm(
                  "DatabaseCapacity",
                  "The database has been at its maximum capacity for an hour: raise it",
                  cluster.metricServerlessDatabaseCapacity(MAXIMUM),
                  database.mostCapacity() - 0.5,
                  HOUR);
              alarms.alarm(
                  "DatabaseConnections",
                  "The database is near its maximum number of connections: fewer permits or tasks",
                  cluster.metricDatabaseConnections(MAXIMUM),
                  MillraceDatabase.MAX_CONNECTIONS * 0.9,
                  1);
            });
  }
}

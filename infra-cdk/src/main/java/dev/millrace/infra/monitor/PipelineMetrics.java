package dev.millrace.infra.monitor;

import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricProps;
import software.amazon.awscdk.services.logs.FilterPattern;
import software.amazon.awscdk.services.logs.ILogGroup;
import software.amazon.awscdk.services.logs.MetricFilter;
import software.constructs.Construct;

/**
 * Metrics that only the database knows. The sweep writes them to its log once a minute, as one line
 * of JSON, and CloudWatch turns them into metrics.
 */
public final class PipelineMetrics extends Construct {

  static final List<String> FIELDS =
      List.of(
          "gapSeconds",
          "waitingSeconds",
          "bucketLagSeconds",
          "fetched",
          "rejected",
          "retrying",
          "brokenPromises");

  /** The words of the worker's log line. */
  static final String REFUSED = "refuses the login of";

  private final String namespace;

  public PipelineMetrics(Construct scope, String id, ILogGroup sweepLog) {
    super(scope, id);
    namespace = "Millrace/" + Stack.of(this).getStackName();
    for (String field : FIELDS) {
      MetricFilter.Builder.create(this, field)
          .logGroup(sweepLog)
          .filterPattern(FilterPattern.exists("$." + field))
          .metricNamespace(namespace)
          .metricName(field)
          .metricValue("$." + field)
          .build();
    }
  }

  /** The age of the oldest gap. */
  Metric gapSeconds() {
    return metric("gapSeconds");
  }

  /** How long the slice that is due for the longest time has been waiting. */
  Metric waitingSeconds() {
    return metric("waitingSeconds");
  }

  /** How long the oldest stale bucket has been waiting. */
  Metric bucketLagSeconds() {
    return metric("bucketLagSeconds");
  }

  /** Documents in the last hour. */
  Metric fetched() {
    return metric("fetched");
  }

  /** The rejected ones of these. */
  Metric rejected() {
    return metric("rejected");
  }

  /** Retrying slices. */
  Metric retrying() {
    return metric("retrying");
  }

  /** Types whose promise of freshness is broken. */
  Metric brokenPromises() {
    return metric("brokenPromises");
  }

  /** The lines of a worker's log about refused logins. */
  Metric refusedLogins(Construct scope, String id, ILogGroup workerLog) {
    MetricFilter.Builder.create(scope, id)
        .logGroup(workerLog)
        .filterPattern(FilterPattern.anyTerm(REFUSED))
        .metricNamespace(namespace)
        .metricName("refusedLogins")
        .metricValue("1")
        .build();
    return refusedLogins();
  }

  /** Those of all logs that are searched for them. */
  Metric refusedLogins() {
    return metric("refusedLogins");
  }

  private Metric metric(String name) {
    return new Metric(
        MetricProps.builder()
            .namespace(namespace)
            .metricName(name)
            .statistic("Maximum")
            .period(Duration.minutes(5))
            .build());
  }
}

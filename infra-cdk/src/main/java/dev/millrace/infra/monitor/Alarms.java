package dev.millrace.infra.monitor;

import dev.millrace.infra.part.Producer;
import dev.millrace.infra.part.Queues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IAlarm;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sns.subscriptions.EmailSubscription;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** The alarms, sent to a topic; operations.md describes the action for each. */
public final class Alarms extends Construct {

  private static final MetricOptions MAXIMUM =
      MetricOptions.builder().statistic("Maximum").period(Duration.minutes(5)).build();

  /** The limit of SQS is about 120,000; beyond it receives return nothing. */
  private static final int MANY_IN_FLIGHT = 100_000;

  /** In periods of five minutes. */
  private static final int HOUR = 12;

  private static final Duration LONGEST_WAIT = Duration.hours(6);

  private static final double MANY_REJECTED = 0.05;

  private final @Nullable Topic topic;
  private final List<IAlarm> all = new ArrayList<>();

  /**
   * @param on whether there are any; without them there is no topic either
   */
  public Alarms(
      Construct scope,
      String id,
      Queues queues,
      Producer producer,
      PipelineMetrics metrics,
      boolean on,
      Optional<String> email) {
    super(scope, id);
    topic = on ? topic(email) : null;
    watch(queues, producer, metrics);
  }

  private Topic topic(Optional<String> email) {
    Topic topic = Topic.Builder.create(this, "Topic").enforceSsl(true).build();
    // A topic with its own policy lacks the default one, which admits alarms.
    topic.grantPublish(
        ServicePrincipal.Builder.create("cloudwatch.amazonaws.com")
            .conditions(Map.of("ArnLike", Map.of("aws:SourceArn", anyAlarm())))
            .build());
    email.ifPresent(address -> topic.addSubscription(new EmailSubscription(address)));
    return topic;
  }

  private void watch(Queues queues, Producer producer, PipelineMetrics metrics) {
    queues.all().forEach(this::watch);
    // Called once an hour or on request, and retried twice: one period of errors is all.
    errors(producer.tick(), 1);
    errors(producer.backfill(), 1);
    errors(producer.sweep(), 3);
    alarm(
        "LostRequests",
        "A requested backfill was not planned: the queue has the request and the reason",
        producer.lostRequests().metricApproximateNumberOfMessagesVisible(MAXIMUM),
        0,
        1);
    alarm(
        "MissedSchedules",
        "A scheduled tick or sweep could not be called: see the log of its function",
        growth(producer.missedSchedules()),
        0,
        1);
    // A missing figure is the worst one: the sweep does not run. Where single sweeps are scheduled,
    // each hour has one, since each tick plans slices.
    boolean hourly = producer.sweeps().isPresent();
    alarm(
        "GapAge",
        "Expected spans have been missing for too long, or the sweep does not run",
        ofSweeps(metrics.gapSeconds(), hourly),
        Duration.hours(3).toSeconds().doubleValue(),
        hourly ? 4 : 3,
        TreatMissingData.BREACHING);
    // By the ledger: the age of a queue leaves out messages that were received three times.
    alarm(
        "Waiting",
        "A slice has been due for hours: check that workers run and make progress",
        metrics.waitingSeconds(),
        LONGEST_WAIT.toSeconds().doubleValue(),
        3);
    alarm(
        "BucketLag",
        "Buckets wait too long to be counted",
        metrics.bucketLagSeconds(),
        Duration.minutes(15).toSeconds().doubleValue(),
        3);
    alarm(
        "RejectRate",
        "Many documents of the last hour cannot be stored: rejected list",
        rejectRate(metrics),
        MANY_REJECTED,
        3);
    alarm(
        "Retrying",
        "Slices have been failing for an hour and are retried: status shows the cause",
        metrics.retrying(),
        0,
        HOUR);
    // The promise has a length of its own, so that one figure is enough.
    alarm(
        "Freshness",
        "A type is further behind than its key fresh promises: status names it",
        ofSweeps(metrics.brokenPromises(), hourly),
        0,
        1);
  }

  /** In periods that each have a sweep. */
  private static IMetric ofSweeps(Metric metric, boolean hourly) {
    return hourly ? metric.with(MetricOptions.builder().period(Duration.hours(1)).build()) : metric;
  }

  /** Of this account and region. */
  private String anyAlarm() {
    return Stack.of(this)
        .formatArn(
            ArnComponents.builder()
                .service("cloudwatch")
                .resource("alarm")
                .resourceName("*")
                .arnFormat(ArnFormat.COLON_RESOURCE_NAME)
                .build());
  }

  /** Those of the workers too, once they are watched. */
  List<IAlarm> all() {
    return List.copyOf(all);
  }

  private void errors(Function function, int periods) {
    alarm(
        function.getNode().getId() + "Errors",
        "A function of the producer fails: see its log",
        function.metricErrors(
            MetricOptions.builder().statistic("Sum").period(Duration.minutes(5)).build()),
        0,
        periods);
  }

  private void watch(Queues.WorkQueue queue) {
    String name = queue.name();
    // Their growth: letters that an operator keeps must not hide later ones.
    alarm(
        name + "DeadLetters",
        "There are more dead letters: dlq list",
        growth(queue.deadLetters()),
        0,
        1);
    alarm(
        name + "InFlight",
        "Near the SQS limit of messages in flight, beyond which receives return none",
        queue.queue().metricApproximateNumberOfMessagesNotVisible(MAXIMUM),
        MANY_IN_FLIGHT,
        1);
  }

  private static IMetric growth(Queue kept) {
    return MathExpression.Builder.create()
        .expression("DIFF(FILL(letters, 0))")
        .usingMetrics(Map.of("letters", kept.metricApproximateNumberOfMessagesVisible(MAXIMUM)))
        .period(Duration.minutes(5))
        .label("new messages")
        .build();
  }

  /** Zero where nothing was fetched. */
  private static IMetric rejectRate(PipelineMetrics metrics) {
    return MathExpression.Builder.create()
        .expression("IF(fetched > 0, rejected / fetched, 0)")
        .usingMetrics(Map.of("rejected", metrics.rejected(), "fetched", metrics.fetched()))
        .period(Duration.minutes(5))
        .label("rejected share of fetched documents")
        .build();
  }

  void alarm(String id, String description, IMetric metric, double above, int periods) {
    alarm(id, description, metric, above, periods, TreatMissingData.NOT_BREACHING);
  }

  void alarm(
      String id,
      String description,
      IMetric metric,
      double above,
      int periods,
      TreatMissingData missing) {
    if (topic == null) {
      return;
    }
    Alarm alarm =
        Alarm.Builder.create(this, id)
            .alarmDescription(description)
            .metric(metric)
            .threshold(above)
            .evaluationPeriods(periods)
            .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD)
            .treatMissingData(missing)
            .build();
    alarm.addAlarmAction(new SnsAction(topic));
    all.add(alarm);
  }
}

package dev.millrace.infra.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.EachVariant;
import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.Tree;
import dev.millrace.infra.part.WorkerKind;
import dev.millrace.producer.Vitals;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@NeedsNode
class AlarmsTest {

  private static final String ALARM = "AWS::CloudWatch::Alarm";

  @EachVariant
  void every_alarm_goes_to_the_topic_and_describes_the_problem(
      Synthesised stack, WorkerKind workers) {
    String topic = stack.resources("AWS::SNS::Topic").keySet().iterator().next();

    assertThat(stack.properties(ALARM))
        .hasSize(workers == WorkerKind.ECS ? 21 : 31)
        .allSatisfy(
            alarm -> {
              assertThat(alarm.list("AlarmActions").getFirst().text("Ref")).isEqualTo(topic);
              assertThat(alarm.text("AlarmDescription")).isNotBlank();
            });
  }

  /** By its whole name or, after an ellipsis, its end. */
  @EachVariant
  void each_alarm_is_in_the_table_of_operations(Synthesised stack) throws IOException {
    String page = Files.readString(Path.of("../docs/operations.md"));
    String table = page.substring(page.indexOf("\n### Alarms\n"));
    List<String> documented =
        Pattern.compile("`(…?)(\\w+)`")
            .matcher(table.substring(0, table.indexOf("\n## ")))
            .results()
            .map(name -> (name.group(1).isEmpty() ? "" : "\\w+") + name.group(2))
            .toList();

    assertThat(stack.resources(ALARM).keySet())
        .map(id -> Synthesised.name(id).replaceFirst("^Alarms", ""))
        .allMatch(alarm -> documented.stream().anyMatch(alarm::matches));
  }

  @EachVariant
  void only_alarms_may_publish_to_the_topic(Synthesised stack) {
    List<Tree> statements =
        stack.properties("AWS::SNS::TopicPolicy").stream()
            .flatMap(policy -> policy.list("PolicyDocument", "Statement").stream())
            .filter(statement -> statement.text("Effect").equals("Allow"))
            .toList();

    assertThat(statements)
        .singleElement()
        .satisfies(
            statement -> {
              assertThat(statement.text("Principal", "Service"))
                  .isEqualTo("cloudwatch.amazonaws.com");
              assertThat(statement.text("Action")).isEqualTo("sns:Publish");
              assertThat(stack.resolved(statement.raw("Condition", "ArnLike", "aws:SourceArn")))
                  .endsWith(":alarm:*");
            });
  }

  @EachVariant
  void one_more_dead_letter_is_enough_and_kept_ones_hide_none(Synthesised stack) {
    for (String queue : List.of("Import", "Backfill", "Aggregate")) {
      Tree alarm = stack.resource(ALARM, "Alarms" + queue + "DeadLetters").at("Properties");

      assertThat(alarm.text("Metrics"))
          .contains("DIFF(FILL(letters, 0))", "ApproximateNumberOfMessagesVisible")
          .contains("Queues" + queue + "DeadLetters");
      assertThat(alarm.number("Threshold")).isZero();
      assertThat(alarm.text("ComparisonOperator")).isEqualTo("GreaterThanThreshold");
    }
  }

  @EachVariant
  void a_failed_request_is_kept_and_raises_an_alarm(Synthesised stack) {
    Tree onFailure =
        stack
            .properties("AWS::Lambda::EventInvokeConfig")
            .getFirst()
            .at("DestinationConfig", "OnFailure");
    Tree alarm = stack.resource(ALARM, "AlarmsLostRequests").at("Properties");

    assertThat(stack.resolved(onFailure.raw("Destination"))).startsWith("ProducerLostRequests");
    assertThat(alarm.text("Dimensions")).contains("ProducerLostRequests");
    assertThat(alarm.number("Threshold")).isZero();
  }

  @EachVariant
  void the_age_of_waiting_work_is_that_of_the_ledger(Synthesised stack) {
    Tree waiting = stack.resource(ALARM, "AlarmsWaiting").at("Properties");

    assertThat(waiting.text("MetricName")).isEqualTo("waitingSeconds");
    assertThat(waiting.number("Threshold")).isEqualTo(6 * 3600);
    // SQS leaves out messages that were received three times.
    assertThat(stack.properties(ALARM).toString()).doesNotContain("ApproximateAgeOfOldestMessage");
    for (String queue : List.of("Import", "Backfill", "Aggregate")) {
      Tree inFlight = stack.resource(ALARM, "Alarms" + queue + "InFlight").at("Properties");

      assertThat(inFlight.text("MetricName")).isEqualTo("ApproximateNumberOfMessagesNotVisible");
      assertThat(inFlight.number("Threshold")).isEqualTo(100_000);
    }
  }

  @Test
  void tasks_that_do_not_run_are_an_alarm_without_figures_too() {
    Tree alarm = Synthesised.of(WorkerKind.ECS).resource(ALARM, "AlarmsNoTasks").at("Properties");

    assertThat(alarm.text("Metrics")).contains("1 - FILL(tasks, 0)", "RunningTaskCount");
    assertThat(alarm.text("TreatMissingData")).isEqualTo("breaching");
  }

  @Test
  void errors_throttles_and_dropped_chains_of_worker_functions_are_watched() {
    Synthesised stack = Synthesised.of(WorkerKind.LAMBDA);

    for (String queue : List.of("Import", "Backfill", "Aggregate")) {
      assertThat(
              List.of(
                  stack.resource(ALARM, "Alarms" + queue + "WorkerErrors"),
                  stack.resource(ALARM, "Alarms" + queue + "WorkerThrottles"),
                  stack.resource(ALARM, "Alarms" + queue + "Recursion")))
          .extracting(alarm -> alarm.text("Properties", "MetricName"))
          .containsExactly("Errors", "Throttles", "RecursiveInvocationsDropped");
    }
  }

  @EachVariant
  void the_capacity_and_the_connections_of_the_database_are_watched(Synthesised stack) {
    Tree capacity = stack.resource(ALARM, "AlarmsDatabaseCapacity").at("Properties");
    Tree connections = stack.resource(ALARM, "AlarmsDatabaseConnections").at("Properties");

    assertThat(capacity.text("MetricName")).isEqualTo("ServerlessDatabaseCapacity");
    assertThat(capacity.text("Threshold")).isEqualTo("15.5");
    assertThat(connections.text("MetricName")).isEqualTo("DatabaseConnections");
    assertThat(connections.number("Threshold")).isEqualTo(450);
  }

  /** LoginRotationTest has the line. */
  @EachVariant
  void each_log_of_a_worker_is_searched_for_refused_logins(Synthesised stack, WorkerKind workers) {
    List<Tree> filters =
        stack.properties("AWS::Logs::MetricFilter").stream()
            .filter(filter -> filter.text("FilterPattern").contains("refuses the login of"))
            .toList();

    assertThat(filters)
        .hasSize(workers == WorkerKind.ECS ? 1 : 3)
        .allMatch(filter -> filter.text("LogGroupName", "Ref").startsWith("Workers"));
    assertThat(stack.resources(ALARM).keySet().stream().filter(id -> id.contains("RefusedLogins")))
        .hasSameSizeAs(filters);
  }

  @EachVariant
  void a_function_that_is_seldom_called_alarms_when_one_call_fails(Synthesised stack) {
    assertThat(List.of("Tick", "Backfill"))
        .allSatisfy(
            name -> {
              Tree alarm = stack.resource(ALARM, "Alarms" + name + "Errors").at("Properties");
              assertThat(alarm.number("EvaluationPeriods")).isEqualTo(1);
              assertThat(alarm.number("Threshold")).isZero();
            });
    assertThat(stack.resource(ALARM, "AlarmsSweepErrors").number("Properties", "EvaluationPeriods"))
        .isEqualTo(3);
  }

  @EachVariant
  void gaps_lag_and_rejects_are_watched_and_silence_is_a_gap(Synthesised stack) {
    Tree gap = stack.resource(ALARM, "AlarmsGapAge").at("Properties");
    Tree lag = stack.resource(ALARM, "AlarmsBucketLag").at("Properties");
    Tree rejects = stack.resource(ALARM, "AlarmsRejectRate").at("Properties");

    assertThat(gap.number("Threshold")).isEqualTo(3 * 3600);
    assertThat(gap.text("TreatMissingData")).isEqualTo("breaching");
    assertThat(lag.number("Threshold")).isEqualTo(900);
    assertThat(rejects.text("Threshold")).isEqualTo("0.05");
    assertThat(rejects.text("Metrics")).contains("IF(fetched > 0, rejected / fetched, 0)");
  }

  /** Without figures there is the alarm of the gaps. */
  @EachVariant
  void one_broken_promise_is_enough(Synthesised stack) {
    Tree promises = stack.resource(ALARM, "AlarmsFreshness").at("Properties");

    assertThat(promises.number("Threshold")).isZero();
    assertThat(promises.number("EvaluationPeriods")).isEqualTo(1);
    assertThat(promises.text("TreatMissingData")).isEqualTo("notBreaching");
  }

  @EachVariant
  void each_metric_is_read_from_a_field_of_the_sweeps_log(Synthesised stack) {
    Set<String> values =
        sweepFilters(stack).stream()
            .peek(
                filter ->
                    assertThat(filter.text("LogGroupName", "Ref")).startsWith("ProducerSweepLog"))
            .map(filter -> filter.list("MetricTransformations").getFirst().text("MetricValue"))
            .collect(Collectors.toSet());

    assertThat(values)
        .isEqualTo(
            PipelineMetrics.FIELDS.stream().map(field -> "$." + field).collect(Collectors.toSet()));
  }

  @Test
  void metric_fields_match_the_output_of_the_sweep() {
    assertThat(Stream.of(Vitals.class.getRecordComponents()).map(RecordComponent::getName))
        .containsExactlyElementsOf(PipelineMetrics.FIELDS);
  }

  @EachVariant
  void alarms_use_these_metrics(Synthesised stack) {
    Set<String> made =
        sweepFilters(stack).stream()
            .map(filter -> filter.list("MetricTransformations").getFirst().text("MetricName"))
            .collect(Collectors.toSet());

    Tree gap = stack.resource(ALARM, "AlarmsGapAge").at("Properties");
    Tree lag = stack.resource(ALARM, "AlarmsBucketLag").at("Properties");
    Tree rejects = stack.resource(ALARM, "AlarmsRejectRate").at("Properties");
    Tree retrying = stack.resource(ALARM, "AlarmsRetrying").at("Properties");
    Tree waiting = stack.resource(ALARM, "AlarmsWaiting").at("Properties");
    Tree promises = stack.resource(ALARM, "AlarmsFreshness").at("Properties");
    Set<String> watched =
        Stream.concat(
                Stream.of(gap, waiting, lag, retrying, promises)
                    .map(alarm -> alarm.text("MetricName")),
                rejects.list("Metrics").stream()
                    .filter(metric -> metric.has("MetricStat"))
                    .map(metric -> metric.text("MetricStat", "Metric", "MetricName")))
            .collect(Collectors.toSet());

    assertThat(watched).hasSize(7).isEqualTo(made);
  }

  private static List<Tree> sweepFilters(Synthesised stack) {
    return stack.properties("AWS::Logs::MetricFilter").stream()
        .filter(filter -> filter.text("FilterPattern").startsWith("{"))
        .toList();
  }
}

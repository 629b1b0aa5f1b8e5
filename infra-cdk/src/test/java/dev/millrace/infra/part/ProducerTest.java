package dev.millrace.infra.part;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.EachVariant;
import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.Tree;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@NeedsNode
class ProducerTest {

  /** CDK gives no tags to its own function that empties the default security group. */
  private static final String PROVIDER = "CustomVpcRestrictDefaultSG";

  private static final String TAGS =
      "{Key=application, Value=millrace} {Key=deployment, Value=Millrace}";

  @EachVariant
  void ticks_run_hourly_and_sweeps_every_minute_with_their_scheduled_time(Synthesised stack) {
    Map<String, String> schedules =
        stack.properties("AWS::Scheduler::Schedule").stream()
            .collect(
                Collectors.toMap(
                    schedule ->
                        Synthesised.name(
                            stack.resolved(schedule.raw("Target", "Arn")).replace(".Arn", "")),
                    schedule -> schedule.text("ScheduleExpression")));

    assertThat(schedules)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("ProducerTick", "rate(1 hour)", "ProducerSweep", "rate(1 minute)"));
    assertThat(stack.properties("AWS::Scheduler::Schedule"))
        .allSatisfy(
            schedule ->
                assertThat(schedule.text("Target", "Input"))
                    .isEqualTo("{\"time\":\"<aws.scheduler.scheduled-time>\"}"));
    assertThat(stack.properties("AWS::Events::Rule"))
        .noneMatch(rule -> rule.has("ScheduleExpression"));
  }

  @EachVariant
  void a_call_that_fails_until_the_next_one_is_kept(Synthesised stack) {
    assertThat(stack.properties("AWS::Scheduler::Schedule"))
        .allSatisfy(
            schedule -> {
              assertThat(schedule.number("Target", "RetryPolicy", "MaximumEventAgeInSeconds"))
                  .isEqualTo(
                      schedule.text("ScheduleExpression").equals("rate(1 hour)") ? 3600 : 60);
              assertThat(stack.resolved(schedule.raw("Target", "DeadLetterConfig", "Arn")))
                  .startsWith("ProducerMissedSchedules");
            });
  }

  @EachVariant
  void a_request_that_no_function_takes_is_kept(Synthesised stack) {
    assertThat(stack.properties("AWS::Events::Rule"))
        .singleElement()
        .satisfies(
            rule ->
                assertThat(
                        stack.resolved(
                            rule.list("Targets").getFirst().raw("DeadLetterConfig", "Arn")))
                    .startsWith("ProducerLostRequests"));
  }

  @Test
  void requests_may_be_limited_to_some_sources() {
    assertThat(
            Synthesised.of(Map.of("requesters", "orders, billing"))
                .properties("AWS::Events::Rule")
                .getFirst()
                .text("EventPattern"))
        .isEqualTo("{detail-type=[BackfillRequested], source=[orders, billing]}");
  }

  @EachVariant
  void a_requested_backfill_comes_from_a_bus_of_its_own(Synthesised stack) {
    assertThat(stack.properties("AWS::Events::Rule"))
        .filteredOn(rule -> rule.has("EventPattern"))
        .singleElement()
        .satisfies(
            rule -> {
              assertThat(target(rule)).isEqualTo("ProducerBackfill");
              assertThat(rule.text("EventBusName", "Ref"))
                  .isEqualTo(stack.resources("AWS::Events::EventBus").keySet().iterator().next());
              assertThat(rule.text("EventPattern")).isEqualTo("{detail-type=[BackfillRequested]}");
            });
  }

  @EachVariant
  void functions_run_java_25_on_arm_and_keep_their_logs_a_month(
      Synthesised stack, WorkerKind workers) {
    assertThat(stack.properties("AWS::Lambda::Function"))
        .filteredOn(function -> function.text("Handler").startsWith("dev.millrace."))
        .hasSize(workers == WorkerKind.ECS ? 7 : 10)
        .allSatisfy(
            function -> {
              assertThat(function.text("Runtime")).isEqualTo("java25");
              assertThat(function.text("Architectures")).isEqualTo("[arm64]");
            });
    // CDK's own function that empties the default security group runs once.
    assertThat(stack.properties("AWS::Lambda::Function"))
        .filteredOn(function -> !function.text("Role").contains("VpcRestrictDefaultSG"))
        .allSatisfy(function -> assertThat(function.has("LoggingConfig")).isTrue());
    assertThat(stack.properties("AWS::Logs::LogGroup"))
        .allSatisfy(log -> assertThat(log.number("RetentionInDays")).isEqualTo(30));
  }

  @EachVariant
  void all_that_can_have_tags_says_whose_it_is(Synthesised stack) {
    for (String type :
        new String[] {
          "AWS::SQS::Queue",
          "AWS::Lambda::Function",
          "AWS::RDS::DBCluster",
          "AWS::EC2::VPC",
          "AWS::SecretsManager::Secret",
          "AWS::IAM::Role",
          "AWS::SNS::Topic"
        }) {
      assertThat(stack.resources(type))
          .isNotEmpty()
          .allSatisfy(
              (id, resource) ->
                  assertThat(id.startsWith(PROVIDER) ? TAGS : resource.text("Properties", "Tags"))
                      .contains("{Key=application, Value=millrace}")
                      .contains("{Key=deployment, Value=Millrace}"));
    }
  }

  private static String target(Tree rule) {
    return Synthesised.name(
        rule.list("Targets").getFirst().list("Arn", "Fn::GetAtt").getFirst().value().toString());
  }
}

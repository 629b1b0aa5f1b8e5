package dev.millrace.infra.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.infra.DatabaseTest;
import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Program;
import dev.millrace.infra.Programs;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.Tree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code -c idle=pause}. */
@NeedsNode
class IdleTest {

  private static final Synthesised STACK =
      Synthesised.of(Map.of("workers", "lambda", "idle", "pause"));

  @Test
  void the_database_is_one_instance_that_pauses() {
    Tree cluster = STACK.properties("AWS::RDS::DBCluster").getFirst();

    assertThat(cluster.at("ServerlessV2ScalingConfiguration").value().toString())
        .contains("MinCapacity=0", "MaxCapacity=16", "SecondsUntilAutoPause=300");
    assertThat(STACK.properties("AWS::RDS::DBInstance")).hasSize(1);
  }

  @Test
  void only_the_tick_is_called_regularly() {
    assertThat(STACK.properties("AWS::Scheduler::Schedule"))
        .singleElement()
        .satisfies(
            schedule -> assertThat(schedule.text("ScheduleExpression")).isEqualTo("rate(1 hour)"));
    assertThat(STACK.properties("AWS::Scheduler::ScheduleGroup"))
        .singleElement()
        .satisfies(group -> assertThat(group.text("Name")).isEqualTo("Millrace"));
  }

  /** The sweep is named, so that its own environment can have its ARN. */
  @Test
  void each_program_that_may_find_open_work_schedules_the_next_sweep() {
    List<Program> programs =
        Programs.of(STACK).stream()
            .filter(program -> program.variables().containsKey("MILLRACE_NEXT_SWEEP"))
            .toList();

    assertThat(programs)
        .extracting(Program::name)
        .containsExactlyInAnyOrder(
            "ProducerTick",
            "ProducerSweep",
            "ProducerBackfill",
            "WorkersImport",
            "WorkersBackfill",
            "WorkersAggregate",
            "CommandsChange");
    assertThat(
            programs
                .getFirst()
                .variables()
                .getOrDefault("MILLRACE_NEXT_SWEEP", "")
                .replaceAll("[0-9A-F]{8}", ""))
        .isEqualTo(
            "Millrace"
                + " arn:AWS::Partition:lambda:AWS::Region:AWS::AccountId:function:Millrace-sweep"
                + " ProducerSchedules.Arn ProducerMissedSchedules.Arn");
    assertThat(
            STACK
                .resource("AWS::Lambda::Function", "ProducerSweep")
                .text("Properties", "FunctionName"))
        .isEqualTo("Millrace-sweep");
    for (Program program : programs) {
      assertThat(actions(program.name())).contains("scheduler:CreateSchedule", "iam:PassRole");
    }
  }

  @Test
  void programs_wait_until_the_database_is_up() {
    assertThat(Programs.of(STACK))
        .filteredOn(program -> program.variables().containsKey("MILLRACE_DB_URL"))
        .hasSizeGreaterThan(6)
        .allSatisfy(
            program ->
                assertThat(program.variables()).containsEntry("MILLRACE_DB_WAIT_SECONDS", "60"));
  }

  @Test
  void there_are_no_endpoints_since_all_functions_reach_the_internet() {
    assertThat(STACK.properties("AWS::EC2::VPCEndpoint"))
        .hasSize(2)
        .allSatisfy(endpoint -> assertThat(endpoint.text("VpcEndpointType")).isEqualTo("Gateway"));
    assertThat(
            STACK
                .resource("AWS::Lambda::Function", "ProducerTick")
                .text("Properties", "VpcConfig", "SubnetIds"))
        .contains("OutboundSubnet")
        .doesNotContain("Inside");
    assertThat(STACK.properties("AWS::RDS::DBSubnetGroup").toString()).contains("InsideSubnet");
  }

  /** Each tick plans slices, so an hour without a sweep is a fault. */
  @Test
  void hours_without_a_sweep_raise_an_alarm() {
    Tree alarm = STACK.resource("AWS::CloudWatch::Alarm", "AlarmsGapAge").at("Properties");

    assertThat(alarm.text("TreatMissingData")).isEqualTo("breaching");
    assertThat(alarm.number("Period")).isEqualTo(3600);
    assertThat(alarm.number("EvaluationPeriods")).isEqualTo(4);
    assertThat(
            STACK
                .resource("AWS::CloudWatch::Alarm", "AlarmsFreshness")
                .number("Properties", "Period"))
        .isEqualTo(3600);
  }

  @Test
  void what_keeps_a_connection_or_is_not_ours_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(Map.of("workers", "ecs", "idle", "pause")))
        .withMessageStartingWith("idle=pause needs workers=lambda");
    Map<String, String> existing = new HashMap<>(DatabaseTest.EXISTING);
    existing.put("idle", "pause");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(existing))
        .withMessageContaining("leave out databaseHost");
  }

  private static List<String> actions(String function) {
    return STACK.properties("AWS::IAM::Policy").stream()
        .filter(policy -> policy.text("PolicyName").startsWith(function))
        .flatMap(policy -> policy.list("PolicyDocument", "Statement").stream())
        .map(statement -> statement.text("Action"))
        .toList();
  }
}

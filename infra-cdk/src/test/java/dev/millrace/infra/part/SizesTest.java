package dev.millrace.infra.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.infra.NeedsNode;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.Tree;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NeedsNode
class SizesTest {

  @Test
  void all_sizes_are_values_of_the_context() {
    Synthesised stack =
        Synthesised.of(
            Map.of(
                "sourceRate", "7",
                "permits", "4",
                "mostTasks", "3",
                "leastCapacity", "0.5",
                "mostCapacity", "8",
                "standby", "off",
                "logDays", "7",
                "alarms", "off"));

    Tree task = stack.resource("AWS::ECS::TaskDefinition", "WorkersTask").at("Properties");
    assertThat(task.list("ContainerDefinitions").getFirst().text("Environment"))
        .contains("Name=MILLRACE_SOURCE_RATE, Value=7", "Name=MILLRACE_IMPORT_PERMITS, Value=4");
    assertThat(
            stack
                .properties("AWS::ApplicationAutoScaling::ScalableTarget")
                .getFirst()
                .number("MaxCapacity"))
        .isEqualTo(3);
    // five minutes of four slices at a time, ten seconds each
    assertThat(
            stack
                .properties("AWS::ApplicationAutoScaling::ScalingPolicy")
                .getFirst()
                .number("TargetTrackingScalingPolicyConfiguration", "TargetValue"))
        .isEqualTo(120);
    Tree capacity =
        stack.properties("AWS::RDS::DBCluster").getFirst().at("ServerlessV2ScalingConfiguration");
    assertThat(capacity.text("MinCapacity")).isEqualTo("0.5");
    assertThat(capacity.text("MaxCapacity")).isEqualTo("8");
    assertThat(stack.properties("AWS::RDS::DBInstance")).hasSize(1);
    assertThat(stack.properties("AWS::Logs::LogGroup"))
        .isNotEmpty()
        .allMatch(log -> log.number("RetentionInDays") == 7);
    assertThat(stack.resources("AWS::CloudWatch::Alarm")).isEmpty();
    assertThat(stack.resources("AWS::SNS::Topic")).isEmpty();
    assertThat(stack.resources("AWS::CloudWatch::Dashboard")).hasSize(1);
  }

  @Test
  void the_alarm_about_capacity_follows_it() {
    assertThat(
            Synthesised.of(Map.of("mostCapacity", "32"))
                .resource("AWS::CloudWatch::Alarm", "AlarmsDatabaseCapacity")
                .text("Properties", "Threshold"))
        .isEqualTo("31.5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permits | many | the context 'permits' must be a number, but is 'many'",
        "permits | 2.5 | the context 'permits' must be a whole number, but is '2.5'",
        "permits | 0 | permits must be between 1 and 100, but is 0",
        "sourceRate | 0 | sourceRate must be between 1 and 1000000, but is 0",
        "leastCapacity | 0.3 | leastCapacity must be between 0.5 and 256 ACUs in steps of 0.5, but"
            + " is 0.3",
        "mostCapacity | 0.5 | mostCapacity must be between 1.0 and 256 ACUs in steps of 0.5, but is"
            + " 0.5",
        "standby | no | the context 'standby' must be off or absent, but is 'no'",
        "mostTasks | 30 | 30 tasks with 8 permits may need 540 connections, but the database has"
            + " 348 for them; lower mostTasks or permits"
      })
  void a_size_that_cannot_work_is_refused_before_it_is_deployed(
      String name, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(Map.of(name, value)))
        .withMessage(message);
  }

  @Test
  void days_that_cloudwatch_does_not_know_are_refused_with_those_that_it_does() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Synthesised.of(Map.of("logDays", "10")))
        .withMessageStartingWith("logDays must be one of [1, 3, 5, 7, 14,")
        .withMessageEndingWith("but is 10");
  }
}

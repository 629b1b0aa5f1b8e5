package dev.millrace.infra.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The schedules of a stack as CloudFormation made them. Their calls are made here: LocalStack keeps
 * schedules and never calls their targets.
 */
final class Schedules {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCHEDULED_TIME = "<aws.scheduler.scheduled-time>";

  private final Map<String, JsonNode> byFunction;

  private Schedules(Map<String, JsonNode> byFunction) {
    this.byFunction = byFunction;
  }

  /** Those of the template, where the emulator makes none of it. */
  static Schedules of(Emulator emulator, String stack, String template) throws IOException {
    Map<String, JsonNode> byFunction = new TreeMap<>();
    if (emulator.makesSchedules()) {
      JsonNode list = JSON.readTree(emulator.schedules("/schedules?NamePrefix=" + stack));
      for (JsonNode each : list.path("Schedules")) {
        String name = each.path("Name").asText();
        put(JSON.readTree(emulator.schedules("/schedules/" + name)), byFunction);
      }
    } else {
      for (JsonNode each : JSON.readTree(template).path("Resources")) {
        if (each.path("Type").asText().equals("AWS::Scheduler::Schedule")) {
          put(each.path("Properties"), byFunction);
        }
      }
    }
    return new Schedules(byFunction);
  }

  private static void put(JsonNode schedule, Map<String, JsonNode> byFunction) {
    // In the template the ARN is a list of parts.
    String arn = schedule.path("Target").path("Arn").toString();
    for (String function : new String[] {"Tick", "Sweep"}) {
      if (arn.contains(":function:" + function + "\"")) {
        byFunction.put(function, schedule);
      }
    }
  }

  /** As the deployment needs them: a call until the next one is due, the failed ones kept. */
  void check() {
    assertThat(byFunction).containsOnlyKeys("Sweep", "Tick");
    check("Tick", "rate(1 hour)", 3600);
    check("Sweep", "rate(1 minute)", 60);
  }

  private void check(String function, String rate, int seconds) {
    JsonNode schedule = of(function);
    JsonNode target = schedule.path("Target");
    assertThat(schedule.path("ScheduleExpression").asText()).isEqualTo(rate);
    assertThat(schedule.path("FlexibleTimeWindow").path("Mode").asText()).isEqualTo("OFF");
    assertThat(target.path("RetryPolicy").path("MaximumEventAgeInSeconds").asInt())
        .isEqualTo(seconds);
    assertThat(target.path("RoleArn").isMissingNode()).isFalse();
    assertThat(target.path("DeadLetterConfig").path("Arn").toString()).contains("MissedSchedules");
  }

  private JsonNode of(String function) {
    return Optional.ofNullable(byFunction.get(function)).orElseThrow();
  }

  /** The answer of the schedule's function to the call that is due at that moment. */
  String call(String function, Instant due, Packages packages, Map<String, String> settings) {
    String input = of(function).path("Target").path("Input").asText();
    assertThat(input).contains(SCHEDULED_TIME);
    return packages.call(
        "producer",
        "dev.millrace.producer.function.%sFunction".formatted(function),
        input.replace(SCHEDULED_TIME, due.toString()),
        settings);
  }
}

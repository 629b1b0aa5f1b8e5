package dev.millrace.worker.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.local.aws.FunctionCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As the provider of CDK calls it: once to start, then again and again to look. */
final class SchemaTaskFunctionTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String CREATE =
      """
      {"RequestType":"Create","RequestId":"request-1","ResourceProperties":{
        "Cluster":"Schema","Task":"arn:aws:ecs:eu-central-1:111122223333:task-definition/m:3",
        "Subnets":["subnet-1","subnet-2"],"SecurityGroups":["sg-1"],
        "PublicAddress":"ENABLED","Log":"TaskLog","Run":""}}\
      """;

  private final EcsStandIn ecs = new EcsStandIn();
  private final SchemaTaskFunction function = new SchemaTaskFunction(ecs.task());

  @AfterEach
  void stop() {
    ecs.close();
  }

  @Test
  void the_task_is_started_where_the_deployment_says() throws IOException {
    JsonNode answer = handle(CREATE);

    assertThat(answer.toString())
        .isEqualTo(
            "{\"Data\":{\"Task\":\"%s\"},\"PhysicalResourceId\":\"schema\"}"
                .formatted(EcsStandIn.TASK));
    assertThat(String.valueOf(ecs.started().get("request-1")))
        .isEqualTo(
            "{\"cluster\":\"Schema\","
                + "\"taskDefinition\":\"arn:aws:ecs:eu-central-1:111122223333:task-definition/m:3\","
                + "\"launchType\":\"FARGATE\",\"clientToken\":\"request-1\","
                + "\"networkConfiguration\":{\"awsvpcConfiguration\":{"
                + "\"subnets\":[\"subnet-1\",\"subnet-2\"],\"securityGroups\":[\"sg-1\"],"
                + "\"assignPublicIp\":\"ENABLED\"}}}");
  }

  @Test
  void a_repeated_event_starts_no_second_task() throws IOException {
    handle(CREATE);
    handle(CREATE);

    assertThat(ecs.started()).hasSize(1);
  }

  @Test
  void it_is_complete_when_the_task_has_ended_however_long_that_takes() throws IOException {
    String look = look(handle(CREATE));

    assertThat(handle(look).toString()).isEqualTo("{\"IsComplete\":false}");
    ecs.show("\"lastStatus\":\"RUNNING\"");
    assertThat(handle(look).toString()).isEqualTo("{\"IsComplete\":false}");
    ecs.show("\"lastStatus\":\"STOPPED\",\"containers\":[{\"exitCode\":0}]");
    assertThat(handle(look).toString()).isEqualTo("{\"IsComplete\":true}");
  }

  @Test
  void a_failed_task_fails_the_deployment_with_its_last_line() throws IOException {
    String look = look(handle(CREATE));
    ecs.show("\"lastStatus\":\"STOPPED\",\"containers\":[{\"exitCode\":1}]");
    ecs.write("the name Event is taken");

    assertThatIllegalStateException()
        .isThrownBy(() -> handle(look))
        .withMessage(
            "the schema step failed: the name Event is taken (%s)".formatted(EcsStandIn.TASK));
  }

  @Test
  void a_task_that_never_ran_says_why() throws IOException {
    String look = look(handle(CREATE));
    ecs.show(
        "\"lastStatus\":\"STOPPED\",\"stoppedReason\":\"Task failed to start\","
            + "\"containers\":[{\"reason\":\"CannotPullContainerError\"}]");

    assertThatIllegalStateException()
        .isThrownBy(() -> handle(look))
        .withMessage(
            "the schema step failed: Task failed to start CannotPullContainerError (%s)"
                .formatted(EcsStandIn.TASK));
  }

  @Test
  void no_room_for_the_task_fails_the_deployment_at_once() {
    ecs.full();

    assertThatIllegalStateException()
        .isThrownBy(() -> handle(CREATE))
        .withMessage("the schema step did not start: [{\"reason\":\"Capacity is unavailable\"}]");
  }

  @Test
  void a_deployment_that_is_deleted_leaves_the_tables() throws IOException {
    assertThat(handle("{\"RequestType\":\"Delete\"}").toString())
        .isEqualTo("{\"IsComplete\":true,\"PhysicalResourceId\":\"schema\"}");
    assertThat(ecs.started()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"RequestType\":\"Repair\"}",
        "{\"RequestType\":1}",
        "{\"RequestType\":\"Create\",\"ResourceProperties\":{}}"
      })
  void an_event_of_another_kind_is_refused(String event) {
    assertThatThrownBy(() -> handle(event)).isInstanceOf(MalformedEventException.class);
  }

  /** The provider adds the first answer to the event. */
  private static String look(JsonNode answer) throws IOException {
    ObjectNode event = (ObjectNode) JSON.readTree(CREATE);
    answer.properties().forEach(field -> event.set(field.getKey(), field.getValue()));
    return event.toString();
  }

  private JsonNode handle(String event) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    function.handleRequest(Events.text(event), answer, new FunctionCall("request"));
    return JSON.readTree(answer.toByteArray());
  }
}

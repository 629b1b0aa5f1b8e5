package dev.millrace.worker.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.aws.AwsApi;
import dev.millrace.aws.AwsApiException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the task of a schema step and looks how it ended. */
final class SchemaTask {

  private static final Logger log = LoggerFactory.getLogger(SchemaTask.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String ECS = "AmazonEC2ContainerServiceV20141113.";

  private static final String LOGS = "Logs_20140328.";

  /** Of the text that CloudFormation shows, which may have 4 KB. */
  private static final int LONGEST_REASON = 1000;

  private final AwsApi ecs;
  private final AwsApi logs;

  SchemaTask(AwsApi ecs, AwsApi logs) {
    this.ecs = ecs;
    this.logs = logs;
  }

  /**
   * Starts the task that the resource's properties name. A repeated request starts no second one.
   *
   * @return its ARN
   * @throws AwsApiException when ECS refuses it
   * @throws IllegalStateException when ECS has no room for it
   */
  String start(JsonNode request) {
    JsonNode properties = request.path("ResourceProperties");
    ObjectNode run = JSON.createObjectNode();
    run.put("cluster", required(properties, "Cluster"));
    run.put("taskDefinition", required(properties, "Task"));
    run.put("launchType", "FARGATE");
    run.put("clientToken", required(request, "RequestId"));
    ObjectNode network = run.putObject("networkConfiguration").putObject("awsvpcConfiguration");
    network.set("subnets", properties.path("Subnets"));
    network.set("securityGroups", properties.path("SecurityGroups"));
    network.put("assignPublicIp", properties.path("PublicAddress").asText("DISABLED"));
    JsonNode answer = call(ecs, ECS + "RunTask", run);
    String task = answer.path("tasks").path(0).path("taskArn").asText("");
    if (task.isEmpty()) {
      throw new IllegalStateException("the schema step did not start: " + answer.path("failures"));
    }
    log.info("the schema step is {}", task);
    return task;
  }

  /**
   * Whether the task of the request has ended well.
   *
   * @throws IllegalStateException when it has failed
   */
  boolean ended(JsonNode request) {
    JsonNode properties = request.path("ResourceProperties");
    String arn = required(request.path("Data"), "Task");
    ObjectNode asked = JSON.createObjectNode();
    asked.put("cluster", required(properties, "Cluster"));
    asked.putArray("tasks").add(arn);
    JsonNode task = call(ecs, ECS + "DescribeTasks", asked).path("tasks").path(0);
    if (task.isMissingNode()) {
      throw new IllegalStateException("ECS does not know the schema step %s".formatted(arn));
    }
    if (!task.path("lastStatus").asText("").equals("STOPPED")) {
      return false;
    }
    JsonNode container = task.path("containers").path(0);
    if (container.path("exitCode").asInt(-1) == 0) {
      return true;
    }
    throw new IllegalStateException(reason(properties, arn, task, container));
  }

  private String reason(JsonNode properties, String arn, JsonNode task, JsonNode container) {
    String said = lastLine(required(properties, "Log"), arn);
    String why =
        said.isEmpty()
            ? "%s %s"
                .formatted(
                    task.path("stoppedReason").asText(""), container.path("reason").asText(""))
                .strip()
            : said;
    String text = "the schema step failed: %s (%s)".formatted(why, arn);
    return text.substring(0, Math.min(text.length(), LONGEST_REASON));
  }

  /** Of the task's output; empty when it wrote none, or when that cannot be read. */
  private String lastLine(String group, String arn) {
    ObjectNode asked = JSON.createObjectNode();
    asked.put("logGroupName", group);
    asked.put("logStreamName", "schema/schema/" + arn.substring(arn.lastIndexOf('/') + 1));
    asked.put("limit", 1);
    try {
      return call(logs, LOGS + "GetLogEvents", asked)
          .path("events")
          .path(0)
          .path("message")
          .asText("");
    } catch (AwsApiException e) {
      log.warn("the output of {} cannot be read: {}", arn, e.getMessage());
      return "";
    }
  }

  private static JsonNode call(AwsApi api, String target, ObjectNode body) {
    return api.post(
            "/",
            Map.of("X-Amz-Target", target, "Content-Type", "application/x-amz-json-1.1"),
            body.toString())
        .json();
  }

  private static String required(JsonNode object, String field) {
    JsonNode value = object.path(field);
    if (!value.isTextual()) {
      throw new MalformedEventException("it has no " + field);
    }
    return value.textValue();
  }
}

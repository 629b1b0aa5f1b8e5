package dev.millrace.worker.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.aws.AwsApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Runs the schema step of a deployment as a task of ECS, for the provider of a custom resource. One
 * call starts the task; later calls, whose events name it, ask whether it has ended. So the step
 * may take longer than a function, and CloudFormation gets an answer however the task ends. It does
 * nothing when the deployment is deleted.
 */
public final class SchemaTaskFunction implements RequestStreamHandler {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SchemaTask task;

  /** Called by Lambda; region and credentials come from the environment. */
  public SchemaTaskFunction() {
    this(
        new SchemaTask(
            new AwsApi("ecs", System.getenv(), PATIENCE),
            new AwsApi("logs", System.getenv(), PATIENCE)));
    // Machine-readable text must not depend on the locale of the machine.
    Locale.setDefault(Locale.ROOT);
  }

  SchemaTaskFunction(SchemaTask task) {
    this.task = task;
  }

  /**
   * @throws MalformedEventException when the event has no type or names no task
   * @throws dev.millrace.aws.AwsApiException when ECS refuses a call
   * @throws IllegalStateException when the task failed; it has the last line of its output
   */
  @Override
  public void handleRequest(InputStream event, OutputStream answer, Context context)
      throws IOException {
    JsonNode request = JSON.readTree(event);
    boolean asks = request.path("Data").has("Task");
    ObjectNode said = JSON.createObjectNode();
    switch (request.path("RequestType").asText("")) {
      case "Create", "Update" -> {
        if (asks) {
          said.put("IsComplete", task.ended(request));
        } else {
          said.putObject("Data").put("Task", task.start(request));
        }
      }
      // The tables outlive the deployment.
      case "Delete" -> said.put("IsComplete", true);
      default -> throw new MalformedEventException("RequestType is " + request.path("RequestType"));
    }
    if (!asks) {
      said.put("PhysicalResourceId", "schema");
    }
    answer.write(JSON.writeValueAsBytes(said));
  }
}

package dev.millrace.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.millrace.infra.part.WorkerKind;
import dev.millrace.producer.ProducerSettings;
import dev.millrace.settings.Environment;
import dev.millrace.worker.WorkerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The stack on one machine uses settings that the programs read, and has the queues of the
 * deployment.
 */
@NeedsNode
class ComposeTest {

  private static final Path CHECKOUT = Path.of("..");

  @Test
  void a_worker_starts_with_the_environment_that_it_gets() throws IOException {
    Environment environment = new Environment(variables("worker"));

    assertThatCode(() -> WorkerSettings.from(environment)).doesNotThrowAnyException();
  }

  @Test
  void the_producer_starts_with_the_environment_that_it_gets() throws IOException {
    Environment environment = new Environment(variables("producer"));

    assertThatCode(() -> ProducerSettings.from(environment)).doesNotThrowAnyException();
  }

  @Test
  void a_worker_is_held_as_on_ecs() throws IOException {
    Tree worker = service("worker");

    assertThat(worker.raw("read_only")).isEqualTo(true);
    assertThat(worker.text("stop_grace_period")).isEqualTo("120s");
    assertThat(worker.text("build", "target")).isEqualTo("worker");
  }

  @Test
  void workers_that_share_a_network_have_health_ports_of_their_own() throws IOException {
    assertThat(service("second-worker").text("network_mode"))
        .isEqualTo(service("worker").text("network_mode"));
    assertThat(service("second-worker").at("environment").fields())
        .containsKey("MILLRACE_HEALTH_PORT");
    assertThat(service("worker").at("environment").fields())
        .doesNotContainKey("MILLRACE_HEALTH_PORT");
  }

  @Test
  void third_party_images_are_pinned() throws IOException {
    assertThat(service("mysql").text("image")).matches("mysql:8\\.4\\.\\d+");
    // later ones require an account
    assertThat(service("localstack").text("image")).isEqualTo("localstack/localstack:4.14.0");
  }

  @Test
  void its_queues_are_those_of_the_deployment() throws IOException {
    Synthesised stack = Synthesised.of(WorkerKind.ECS);
    String script = Files.readString(CHECKOUT.resolve("docker/localstack/queues.py"));
    Tree queue = stack.resource("AWS::SQS::Queue", "QueuesImport").at("Properties");
    Tree deadLetters =
        stack.resource("AWS::SQS::Queue", "QueuesImportDeadLetters").at("Properties");

    assertThat(script.replace(" ", ""))
        .contains(
            "\"VisibilityTimeout\":\"%d\"".formatted(queue.number("VisibilityTimeout")),
            "\"ReceiveMessageWaitTimeSeconds\":\"%d\""
                .formatted(queue.number("ReceiveMessageWaitTimeSeconds")),
            "\"MessageRetentionPeriod\":\"%d\"".formatted(queue.number("MessageRetentionPeriod")),
            "\"maxReceiveCount\":\"%d\""
                .formatted(queue.number("RedrivePolicy", "maxReceiveCount")),
            "{\"MessageRetentionPeriod\":\"%d\"}"
                .formatted(deadLetters.number("MessageRetentionPeriod")));
  }

  private static Map<String, String> variables(String service) throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    service(service)
        .at("environment")
        .fields()
        .forEach((name, value) -> variables.put(name, value.text()));
    return variables;
  }

  private static Tree service(String name) throws IOException {
    Map<String, Object> file =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(CHECKOUT.resolve("docker-compose.yml")));
    return new Tree(file).at("services").at(name);
  }
}

package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.ConsumerSettings;
import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.QueueConsumer;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class HealthServerTest {

  private final TestQueues queues = new TestQueues("import", "aggregate");
  private final QueueConsumer imports = consumer("import");
  private final QueueConsumer aggregates = consumer("aggregate");
  private final HttpClient client = HttpClient.newHttpClient();
  private final HealthServer health = HealthServer.listen(0);

  @AfterEach
  void stop() {
    imports.stop(Duration.ZERO);
    aggregates.stop(Duration.ZERO);
    client.close();
    health.close();
  }

  @Test
  void it_says_which_queue_is_not_ready_and_why() throws Exception {
    health.serve(List.of(imports, aggregates), new Condition() {});
    imports.start();
    TestPipeline.await(() -> imports.trouble().isEmpty(), "receive");

    HttpResponse<String> ready = get("/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.headers().firstValue("content-type")).contains("application/json");
    assertThat(ready.body())
        .isEqualTo(
            """
            {"ready":false,"queues":[{"queue":"%s","ready":true},\
            {"queue":"%s","ready":false,"reason":"no receive has succeeded yet"}]}
            """
                .formatted(imports.name(), aggregates.name()));

    aggregates.start();
    TestPipeline.await(() -> aggregates.trouble().isEmpty(), "receive");

    assertThat(get("/ready").statusCode()).isEqualTo(200);
    assertThat(get("/ready").body()).startsWith("{\"ready\":true,");
  }

  @Test
  void worker_without_its_database_lives_but_is_not_ready() throws Exception {
    health.serve(
        List.of(imports),
        new Condition() {
          @Override
          public Optional<String> databaseTrouble() {
            return Optional.of("for 5 s: db:3306 refuses connections");
          }
        });
    imports.start();
    TestPipeline.await(() -> imports.trouble().isEmpty(), "receive");

    assertThat(get("/ready").statusCode()).isEqualTo(503);
    assertThat(get("/ready").body())
        .startsWith("{\"ready\":false,\"database\":\"for 5 s: db:3306 refuses connections\",");
    assertThat(get("/live").statusCode()).isEqualTo(200);
  }

  @Test
  void it_lives_before_it_is_ready() throws Exception {
    health.serve(List.of(imports), new Condition() {});

    assertThat(get("/live").statusCode()).isEqualTo(200);
    assertThat(get("/live").body())
        .isEqualTo(
            """
            {"live":true,"queues":[{"queue":"%s","live":true}]}
            """
                .formatted(imports.name()));
  }

  @Test
  void the_health_command_of_the_image_tells_a_live_worker_from_others() throws Exception {
    assertThat(healthy("/live")).isNotZero(); // accepts connections, but does not answer
    health.serve(List.of(imports), new Condition() {});

    assertThat(healthy("/live")).isZero();
    assertThat(healthy("/ready")).isNotZero(); // 503
    assertThat(healthy("/elsewhere")).isNotZero();
    health.close();
    assertThat(healthy("/live")).isNotZero();
  }

  private int healthy(String path) throws Exception {
    ProcessBuilder command = new ProcessBuilder("bash", "../docker/healthy.sh", path).inheritIO();
    command.environment().put("MILLRACE_HEALTH_PORT", String.valueOf(health.port()));
    return command.start().waitFor();
  }

  @Test
  void a_worker_whose_login_is_refused_is_not_ready_and_a_meter_shows_it() throws Exception {
    health.serve(
        List.of(imports),
        new Condition() {
          @Override
          public Optional<String> refusedLogin() {
            return Optional.of("the database refuses the login of 'millrace_worker'");
          }
        });
    imports.start();
    TestPipeline.await(() -> imports.trouble().isEmpty(), "receive");

    assertThat(get("/ready").statusCode()).isEqualTo(503);
    assertThat(get("/ready").body())
        .startsWith(
            "{\"ready\":false,\"database\":\"the database refuses the login of"
                + " 'millrace_worker'\"");
    assertThat(get("/live").statusCode()).isEqualTo(200);
    assertThat(get("/metrics").body()).contains("millrace_database_login_refused 1");
  }

  @Test
  void the_meters_are_there_as_prometheus_reads_them() throws Exception {
    health.serve(List.of(imports, aggregates), new Condition() {});
    aggregates.start();
    queues.send("aggregate", "a message");
    TestPipeline.await(() -> aggregates.tally().toString().contains("done 1"), "be done");

    String metrics = get("/metrics").body();

    String tag = "{queue=\"%s\"}".formatted(aggregates.name());
    assertThat(metrics.lines())
        .contains("# TYPE millrace_messages_received_total counter")
        .contains("millrace_messages_received_total" + tag + " 1.0")
        .contains("millrace_queue_age_seconds_count" + tag + " 1")
        .contains("millrace_messages_received_total{queue=\"%s\"} 0.0".formatted(imports.name()));
  }

  @Test
  void types_for_which_the_source_fails_are_reported_by_a_ready_worker() throws Exception {
    Instant since = Instant.parse("2026-01-01T00:00:00Z");
    List<OpenCircuit> circuits = new CopyOnWriteArrayList<>();
    circuits.add(
        new OpenCircuit("api", "Thing", since, "step 1 answered 500", since.plusSeconds(30)));
    health.serve(
        List.of(imports),
        new Condition() {
          @Override
          public List<OpenCircuit> openCircuits() {
            return circuits;
          }
        });
    imports.start();
    TestPipeline.await(() -> imports.trouble().isEmpty(), "receive");
    String gauge = "millrace_source_circuit_open_since_seconds{source=\"api\",type=\"Thing\"} ";

    assertThat(get("/metrics").body().lines()).contains(gauge + "1.7672256E9");
    assertThat(get("/ready").statusCode()).isEqualTo(200);
    assertThat(get("/ready").body())
        .endsWith(
            """
            "open_circuits":[{"source":"api","type":"Thing","since":"2026-01-01T00:00:00Z",\
            "failure":"step 1 answered 500","next_probe":"2026-01-01T00:00:30Z"}]}
            """);

    circuits.clear();
    assertThat(get("/metrics").body()).doesNotContain(gauge);
    assertThat(get("/ready").body()).doesNotContain("open_circuits");
  }

  @Test
  void there_is_nothing_else() throws Exception {
    health.serve(List.of(imports), new Condition() {});

    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/liveness").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + health.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private QueueConsumer consumer(String name) {
    SqsQueue queue = new SqsQueue(TestQueues.client(), queues.url(name));
    return new QueueConsumer(
        queue,
        DeadLetters.of(queue, "a test"),
        (_, _) -> new Outcome.Done(),
        new ConsumerSettings(
            1, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(1)));
  }
}

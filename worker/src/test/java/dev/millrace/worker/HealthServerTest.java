package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.ConsumerSettings;
import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.QueueConsumer;
import dev.millrace.queue.sqs.SqsQueue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
    health.serve(List.of(imports, aggregates), Optional::empty);
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
    health.serve(List.of(imports), () -> Optional.of("for 5 s: db:3306 refuses connections"));
    imports.start();
    TestPipeline.await(() -> imports.trouble().isEmpty(), "receive");

    assertThat(get("/ready").statusCode()).isEqualTo(503);
    assertThat(get("/ready").body())
        .startsWith("{\"ready\":false,\"database\":\"for 5 s: db:3306 refuses connections\",");
    assertThat(get("/live").statusCode()).isEqualTo(200);
  }

  @Test
  void it_lives_before_it_is_ready() throws Exception {
    health.serve(List.of(imports), Optional::empty);

    assertThat(get("/live").statusCode()).isEqualTo(200);
    assertThat(get("/live").body())
        .isEqualTo(
            """
            {"live":true,"queues":[{"queue":"%s","live":true}]}
            """
                .formatted(imports.name()));
  }

  @Test
  void the_meters_are_there_as_prometheus_reads_them() throws Exception {
    health.serve(List.of(imports, aggregates), Optional::empty);
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
  void there_is_nothing_else() throws Exception {
    health.serve(List.of(imports), Optional::empty);

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

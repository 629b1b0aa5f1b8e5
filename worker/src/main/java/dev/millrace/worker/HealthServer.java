package dev.millrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.queue.ConsumerMeters;
import dev.millrace.queue.QueueConsumer;
import dev.millrace.text.Printable;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reports over HTTP, on 127.0.0.1 only, the state of the consumers of this process: {@code /live}
 * whether their loops are running, {@code /ready} whether they can receive and the database can be
 * used, {@code /metrics} their meters in the Prometheus format. {@code /ready} and {@code /metrics}
 * also report the types for which the source keeps failing; a worker with such a type is ready.
 */
final class HealthServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private record Answer(int status, String type, String body) {}

  private HealthServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Binds the port; requests are answered after {@link #serve}.
   *
   * @param port 0 for any free port
   */
  static HealthServer listen(int port) {
    try {
      return new HealthServer(
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port %d".formatted(port), e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  /**
   * @param condition of the services that the consumers need
   */
  void serve(List<QueueConsumer> consumers, Condition condition) {
    MultiGauge openSince =
        MultiGauge.builder("millrace.source.circuit.open.since")
            .description("when the circuit of a type opened, in seconds since 1970")
            .baseUnit("seconds")
            .register(registry);
    Gauge.builder(
            "millrace.database.login.refused", () -> condition.refusedLogin().isPresent() ? 1 : 0)
        .description("1 while the database refuses the login")
        .register(registry);
    consumers.forEach(consumer -> new ConsumerMeters(consumer).bindTo(registry));
    condition.bindTo(registry);
    answer("/live", () -> status("live", consumers, HealthServer::stuck, new Condition() {}));
    answer("/ready", () -> status("ready", consumers, QueueConsumer::trouble, condition));
    answer(
        "/metrics",
        () -> {
          openSince.register(
              condition.openCircuits().stream().map(HealthServer::row).toList(), true);
          return new Answer(200, PROMETHEUS, registry.scrape());
        });
    server.setExecutor(threads);
    server.start();
  }

  private static MultiGauge.Row<Number> row(OpenCircuit circuit) {
    return MultiGauge.Row.of(
        Tags.of("source", circuit.source(), "type", circuit.type()),
        circuit.since().getEpochSecond());
  }

  private static Optional<String> stuck(QueueConsumer consumer) {
    return consumer.alive() ? Optional.empty() : Optional.of("a loop has stopped");
  }

  private static Answer status(
      String name,
      List<QueueConsumer> consumers,
      Function<QueueConsumer, Optional<String>> check,
      Condition condition) {
    Optional<String> database = condition.databaseTrouble();
    List<OpenCircuit> circuits = condition.openCircuits();
    ObjectNode status = JSON.createObjectNode().put(name, database.isEmpty());
    database.ifPresent(reason -> status.put("database", Printable.of(reason)));
    ArrayNode queues = status.putArray("queues");
    for (QueueConsumer consumer : consumers) {
      ObjectNode queue = queues.addObject().put("queue", consumer.name());
      Optional<String> reason = check.apply(consumer);
      queue.put(name, reason.isEmpty());
      if (reason.isPresent()) {
        queue.put("reason", Printable.of(reason.get()));
        status.put(name, false);
      }
    }
    for (OpenCircuit circuit : circuits) {
      status
          .withArray("open_circuits")
          .addObject()
          .put("source", circuit.source())
          .put("type", circuit.type())
          .put("since", circuit.since().toString())
          .put("failure", Printable.of(circuit.failure()))
          .put("next_probe", circuit.nextProbe().toString());
    }
    int code = status.path(name).booleanValue() ? 200 : 503;
    return new Answer(code, "application/json", status + "\n");
  }

  private void answer(String path, Supplier<Answer> answer) {
    server.createContext(path, exchange -> send(exchange, path, answer));
  }

  private static void send(HttpExchange exchange, String path, Supplier<Answer> supplier)
      throws IOException {
    try (exchange) {
      Answer answer =
          exchange.getRequestURI().getPath().equals(path)
              ? supplier.get()
              : new Answer(404, "text/plain", "not found\n");
      byte[] body = answer.body().getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
    registry.close();
  }
}

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
 * whether their loops are running, {@code /ready} whether they can receive and the database
 * answers, {@code /metrics} their meters in the Prometheus format.
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
   * @param databaseTrouble the reason why the database cannot be used, if there is one
   */
  void serve(List<QueueConsumer> consumers, Supplier<Optional<String>> databaseTrouble) {
    consumers.forEach(consumer -> new ConsumerMeters(consumer).bindTo(registry));
    answer("/live", () -> status("live", consumers, HealthServer::stuck, Optional.empty()));
    answer(
        "/ready", () -> status("ready", consumers, QueueConsumer::trouble, databaseTrouble.get()));
    answer("/metrics", () -> new Answer(200, PROMETHEUS, registry.scrape()));
    server.setExecutor(threads);
    server.start();
  }

  private static Optional<String> stuck(QueueConsumer consumer) {
    return consumer.alive() ? Optional.empty() : Optional.of("a loop has stopped");
  }

  private static Answer status(
      String name,
      List<QueueConsumer> consumers,
      Function<QueueConsumer, Optional<String>> check,
      Optional<String> database) {
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

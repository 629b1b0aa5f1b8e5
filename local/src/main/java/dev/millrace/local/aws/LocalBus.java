package dev.millrace.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * PutEvents of EventBridge by its API reference, for all buses: keeps accepted entries and can be
 * made to fail. Thread-safe.
 */
public final class LocalBus implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpServer server;
  private final List<Integer> calls = new CopyOnWriteArrayList<>();
  private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();

  private LocalBus(HttpServer server) {
    this.server = server;
  }

  public static LocalBus start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      LocalBus bus = new LocalBus(server);
      server.createContext("/", bus::answer);
      server.start();
      return bus;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For the SDK's endpoint. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The next entries are refused one by one. */
  public void refuse(int entries) {
    refusals.set(entries);
  }

  /** The next calls fail as a whole. */
  public void fail(int times) {
    failures.set(times);
  }

  /** How many entries each call had. */
  public List<Integer> calls() {
    return calls;
  }

  /** The accepted entries, in order. */
  public List<JsonNode> taken() {
    return taken;
  }

  /** Their details. */
  public List<String> details() {
    return taken.stream().map(entry -> entry.path("Detail").asText()).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode entries = JSON.readTree(exchange.getRequestBody()).path("Entries");
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      exchange.sendResponseHeaders(500, -1);
      exchange.close();
      return;
    }
    calls.add(entries.size());
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode results = answer.putArray("Entries");
    int refused = 0;
    for (JsonNode entry : entries) {
      if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        refused++;
        results.addObject().put("ErrorCode", "ThrottlingException").put("ErrorMessage", "slow");
      } else {
        taken.add(entry);
        results.addObject().put("EventId", "id-" + taken.size());
      }
    }
    byte[] body = JSON.writeValueAsBytes(answer.put("FailedEntryCount", refused));
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

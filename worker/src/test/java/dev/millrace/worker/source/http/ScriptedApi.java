package dev.millrace.worker.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.guard.Budget;
import dev.millrace.worker.source.guard.GuardedSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An API on 127.0.0.1 that answers as a test says, and a client for a definition of it. */
final class ScriptedApi implements AutoCloseable {

  static final Instant NOW = Instant.parse("2024-06-01T00:00:00Z");
  static final long AT = Instant.parse("2024-05-31T12:00:00Z").getEpochSecond();
  static final Window HOUR = new Window(AT, AT + 3_600);

  /** A request as it came. */
  record Asked(
      String method,
      String path,
      Map<String, String> params,
      Map<String, String> headers,
      String body) {}

  /** An answer to send. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Reply(int status, Map<String, String> headers, byte[] body, int cutAt) {

    static Reply of(int status, String body) {
      return of(status, body.getBytes(UTF_8));
    }

    static Reply of(int status, byte[] body) {
      return new Reply(status, Map.of(), body, -1);
    }

    Reply with(String header, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(header, value);
      return new Reply(status, more, body, cutAt);
    }

    /** Ends the connection after half of the body. */
    Reply cut() {
      return new Reply(status, headers, body, body.length / 2);
    }
  }

  /** The documents of a window as they reach the mapping. */
  record Read(List<String> documents, int outside) {}

  private final HttpServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final List<GuardedSource> clients = new ArrayList<>();
  private final List<String> hints = new CopyOnWriteArrayList<>();
  private volatile Function<Asked, Reply> script = _ -> Reply.of(200, "[]");
  private Map<String, String> variables = Map.of("A_TOKEN", "s3cr3t-token");
  private SizeLimits sizes = new SizeLimits(1 << 20, 64 << 20);

  ScriptedApi() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void answers(Function<Asked, Reply> next) {
    script = next;
  }

  /** These bodies one after another, with status 200; the last one again. */
  void answersInTurn(String... bodies) {
    script = _ -> Reply.of(200, bodies[Math.min(asked.size(), bodies.length) - 1]);
  }

  void variables(Map<String, String> values) {
    variables = values;
  }

  void sizes(SizeLimits limits) {
    sizes = limits;
  }

  List<Asked> asked() {
    return asked;
  }

  /** The signs of more pages than were asked for. */
  List<String> hints() {
    return hints;
  }

  /** The value of a parameter in each request, in order. */
  List<String> asked(String param) {
    return asked.stream().map(request -> request.params().getOrDefault(param, "")).toList();
  }

  /** A document at so many seconds after the start of the hour. */
  static String document(String id, long second) {
    return "{\"id\":\"%s\",\"at\":%d}".formatted(id, AT + second);
  }

  /** Its form for the mapping. */
  static String enveloped(String id, long second) {
    return "{\"id\":\"%s\",\"timestamp\":%d,\"data\":%s}"
        .formatted(id, AT + second, document(id, second));
  }

  static String array(String... documents) {
    return "[" + String.join(",", documents) + "]";
  }

  static String items(String rest, String... documents) {
    return "{\"items\":%s%s}".formatted(array(documents), rest);
  }

  /** Reads an hour by a definition with these lines in its source. */
  Read read(String... keys) throws IOException, InterruptedException {
    return read(HOUR, keys);
  }

  Read read(Window window, String... keys) throws IOException, InterruptedException {
    return read(client(keys), window);
  }

  Read read(GuardedSource client, Window window) throws IOException, InterruptedException {
    List<String> documents = new ArrayList<>();
    int outside = 0;
    try (DocumentCursor cursor = client.open("Items", window)) {
      while (cursor.next()) {
        if (cursor.outside()) {
          outside++;
        } else {
          documents.add(new String(cursor.buffer(), cursor.offset(), cursor.length(), UTF_8));
        }
      }
    }
    return new Read(documents, outside);
  }

  GuardedSource client(String... keys) {
    Map<String, String> lines = new LinkedHashMap<>();
    for (String key :
        List.of(
            "url: " + url() + "/items",
            "window: { from: since, to: until, as: s }",
            "documents: ''",
            "id: /id",
            "timestamp: { from: /at, unit: s }")) {
      lines.put(key.substring(0, key.indexOf(':')), key);
    }
    for (String key : keys) {
      lines.put(key.substring(0, key.indexOf(':')), key.replace("{url}", url()));
    }
    String yaml =
        "type: Items\nsource:\n  "
            + String.join("\n  ", lines.values())
            + "\ncolumns: { a: { from: /data/a } }\n";
    return clientOf(yaml, NOW);
  }

  /** A client for a whole definition of the type Items, with {url} in place of the address. */
  GuardedSource clientOf(String yaml, Instant now) {
    DocumentType type = DefinitionParser.parse(yaml.replace("{url}", url()), "Items.yaml");
    TypeSources sources =
        new TypeSources(
            (name, _) -> {
              throw new IOException(name + " has no source");
            },
            name -> name.equals("Items") ? Optional.of(type) : Optional.empty(),
            NamedSecrets.of(variables),
            sizes,
            InstantSource.fixed(now),
            System::nanoTime,
            hints::add,
            null,
            (_, _) -> Budget.UNLIMITED,
            Duration.ofSeconds(60),
            Duration.ofMillis(1));
    GuardedSource client =
        new GuardedSource(
            "document API",
            sources,
            1_000_000,
            InstantSource.fixed(now),
            Duration.ofSeconds(60),
            Duration.ofMillis(1));
    clients.add(client);
    return client;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Asked request = request(exchange);
      asked.add(request);
      Reply reply = script.apply(request);
      reply.headers().forEach(exchange.getResponseHeaders()::add);
      byte[] body = reply.body();
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body, 0, reply.cutAt() < 0 ? body.length : reply.cutAt());
      }
    }
  }

  private static Asked request(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    Map<String, String> params = new LinkedHashMap<>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&", -1)) {
        int equals = pair.indexOf('=');
        params.put(
            URLDecoder.decode(pair.substring(0, equals), UTF_8),
            URLDecoder.decode(pair.substring(equals + 1), UTF_8));
      }
    }
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) ->
                headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
    return new Asked(
        exchange.getRequestMethod(),
        uri.getPath(),
        params,
        headers,
        new String(exchange.getRequestBody().readAllBytes(), UTF_8));
  }

  @Override
  public void close() {
    clients.forEach(GuardedSource::close);
    server.stop(0);
  }
}

package dev.millrace.local.api;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.millrace.local.document.Documents;
import dev.millrace.local.http.LocalServer;
import dev.millrace.local.http.Queries;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A document API on 127.0.0.1 over given documents: a request with the key brings a signed link,
 * the link brings, without the key and for 300 seconds, the documents of a type between two
 * seconds, both inclusive, as one streamed JSON array.
 */
public final class DocumentApi implements AutoCloseable {
  /** The two requests of a slice. */
  public enum Step {
    LINK("/get_docs/"),
    DOCUMENTS("/documents/");

    private final String path;

    Step(String path) {
      this.path = path;
    }
  }

  private final LocalServer server;
  private final Documents documents;
  private final SignedLinks links;
  private final String key;
  private final Map<Step, AtomicInteger> requests = new EnumMap<>(Step.class);

  private DocumentApi(Documents documents, LocalServer server, InstantSource clock, String key) {
    this.documents = documents;
    this.server = server;
    this.key = key;
    links = new SignedLinks(clock);
  }

  /** On a free port. */
  public static DocumentApi start(Documents documents) {
    return start(documents, 0);
  }

  /** On the given port of 127.0.0.1; 0 means a free one. */
  public static DocumentApi start(Documents documents, int port) {
    return start(documents, port, InstantSource.system(), List.of());
  }

  /**
   * With a clock that decides when links expire, and filters that see every request of both steps
   * first, in this order, and may answer it themselves.
   */
  public static DocumentApi start(
      Documents documents, int port, InstantSource clock, List<Filter> filters) {
    String key = HexFormat.of().formatHex(SignedLinks.random(16));
    return start(documents, port, clock, filters, key);
  }

  /** On the given port of 127.0.0.1 with the given key; 0 means a free port. */
  public static DocumentApi start(Documents documents, int port, String key) {
    return start(documents, port, InstantSource.system(), List.of(), key);
  }

  static DocumentApi start(
      Documents documents, int port, InstantSource clock, List<Filter> filters, String key) {
    DocumentApi api = new DocumentApi(documents, new LocalServer(port), clock, key);
    api.serve(Step.LINK, api::link, filters);
    api.serve(Step.DOCUMENTS, api::documents, filters);
    api.server.start();
    return api;
  }

  private void serve(Step step, HttpHandler handler, List<Filter> filters) {
    AtomicInteger count = new AtomicInteger();
    requests.put(step, count);
    Filter counts = Filter.beforeHandler("counts", _ -> count.incrementAndGet());
    server.serve(step.path, handler, Stream.concat(Stream.of(counts), filters.stream()).toList());
  }

  private void link(HttpExchange exchange) throws IOException {
    try (exchange) {
      String given = exchange.getRequestHeaders().getFirst("x-api-key");
      if (given == null) {
        Answers.error(exchange, 401, "Unauthorized: the header x-api-key is missing");
      } else if (!given.equals(key)) {
        Answers.error(exchange, 403, "Forbidden: wrong x-api-key");
      } else if (onlyGet(exchange)) {
        answerLink(exchange);
      }
    }
  }

  private void answerLink(HttpExchange exchange) throws IOException {
    DocumentQuery query;
    try {
      query = DocumentQuery.of(exchange.getRequestURI(), Step.LINK.path);
      if (!"true".equals(Queries.parameters(exchange.getRequestURI()).get("just_url"))) {
        throw new IllegalArgumentException("the parameter just_url must be true");
      }
    } catch (IllegalArgumentException e) {
      Answers.error(exchange, 400, "Bad request: " + e.getMessage());
      return;
    }
    Answers.link(exchange, server.address() + links.sign(query.path(Step.DOCUMENTS.path)));
  }

  private void documents(HttpExchange exchange) throws IOException {
    // Not closed on an error while streaming: the client notices the broken connection.
    if (exchange.getRequestHeaders().containsKey("x-api-key")) {
      Answers.error(
          exchange,
          400,
          "Bad request: a signed link belongs to another host; do not" + " send it the key");
    } else if (!links.valid(exchange.getRequestURI().toString())) {
      Answers.error(exchange, 403, "Forbidden: the link is wrong or older than 300 s");
    } else if (onlyGet(exchange)) {
      DocumentQuery query = DocumentQuery.of(exchange.getRequestURI(), Step.DOCUMENTS.path);
      Answers.array(exchange, documents.between(query.type(), query.from(), query.to()));
    }
    exchange.close();
  }

  private static boolean onlyGet(HttpExchange exchange) throws IOException {
    boolean get = exchange.getRequestMethod().equals("GET");
    if (!get) {
      exchange.getResponseHeaders().set("Allow", "GET");
      Answers.error(exchange, 405, "Method not allowed: only GET");
    }
    return get;
  }

  /** Ends in {@code /get_docs/}; the type is appended. */
  public String url() {
    return server.address() + Step.LINK.path;
  }

  /** New at each start. */
  public String key() {
    return key;
  }

  /** The number of requests of this step since the start, refused ones included. */
  public int requests(Step step) {
    AtomicInteger count = requests.get(step);
    return count == null ? 0 : count.get();
  }

  /** Aborts open requests and frees the port. */
  @Override
  public void close() {
    server.close();
  }
}

package dev.millrace.torture.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The document API on 127.0.0.1 over a {@link World}: a link, then the documents of a span. While
 * it is troubled, half of the answers fail. Often it changes a document that it has just served.
 */
public final class SourceServer implements AutoCloseable {

  public static final String KEY = "key-of-the-campaign";

  private static final String LINK = "/get_docs/";
  private static final String DOCUMENTS = "/documents/";
  private static final Duration HANG = Duration.ofSeconds(8);

  private final World world;
  private final Random random;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Trouble trouble = Trouble.NONE;
  private volatile String troubledType = "";
  private volatile boolean restless;

  public SourceServer(World world, Random random) {
    this.world = world;
    this.random = random;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 256);
    } catch (IOException e) {
      throw new UncheckedIOException("the document API cannot listen", e);
    }
    server.createContext(LINK, this::link);
    server.createContext(DOCUMENTS, this::documents);
    server.setExecutor(threads);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The path to which a type is appended. */
  public static String path() {
    return LINK;
  }

  /**
   * From now on half of the answers fail.
   *
   * @param type of which type; empty for all
   */
  public void trouble(Trouble kind, String type) {
    troubledType = type;
    trouble = kind;
  }

  /** Whether documents change as soon as they are served. */
  public void restless(boolean yes) {
    restless = yes;
  }

  private void link(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      String type = uri.getPath().substring(LINK.length());
      if (!KEY.equals(exchange.getRequestHeaders().getFirst("x-api-key"))) {
        answer(exchange, 403, "{\"message\":\"Forbidden\"}");
      } else if (!fails(exchange, type)) {
        // Through the same proxy as this request.
        String host = exchange.getRequestHeaders().getFirst("Host");
        String url = "http://" + host + DOCUMENTS + type + "?" + uri.getRawQuery();
        answer(exchange, 200, "{\"all_docs_url\":\"%s\"}".formatted(url));
      }
    }
  }

  private void documents(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String type = uri.getPath().substring(DOCUMENTS.length());
    if (fails(exchange, type)) {
      exchange.close();
      return;
    }
    Map<String, String> query = query(uri.getRawQuery());
    long from = Long.parseLong(query.getOrDefault("timestamp_from", "0"));
    long to = Long.parseLong(query.getOrDefault("timestamp_to", "0")) + 1;
    Kind kind = Kind.of(type);
    String host = exchange.getRequestHeaders().getFirst("Host");
    World.Answer answer = world.answer(kind, from, to, host == null ? "" : host);
    byte[] body = ("[" + String.join(",", answer.documents()) + "]").getBytes(UTF_8);
    if (restless && chance(3)) {
      world.edit(kind, from, to, 2);
    }
    boolean cut = troubled(type, Trouble.TRUNCATED) && chance(2);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, chance(2) ? 0 : body.length);
    // Not closed after a truncated answer, which must not look whole.
    OutputStream out = exchange.getResponseBody();
    if (cut) {
      out.write(body, 0, body.length / 2);
      out.flush();
      throw new IOException("the answer is truncated");
    }
    out.write(body);
    exchange.close();
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String part : List.of(raw.split("&", -1))) {
      int equals = part.indexOf('=');
      query.put(part.substring(0, Math.max(0, equals)), part.substring(equals + 1));
    }
    return query;
  }

  private boolean chance(int ofOne) {
    synchronized (random) {
      return random.nextInt(ofOne) == 0;
    }
  }

  private boolean troubled(String type, Trouble kind) {
    return trouble == kind && (troubledType.isEmpty() || troubledType.equals(type));
  }

  /** Whether the answer was one of the trouble. */
  private boolean fails(HttpExchange exchange, String type) throws IOException {
    Trouble now = trouble;
    if (!troubled(type, now) || !chance(2)) {
      return false;
    }
    switch (now) {
      case NONE, TRUNCATED -> {
        return false;
      }
      case TOO_MANY_REQUESTS -> {
        exchange.getResponseHeaders().set("Retry-After", "1");
        answer(exchange, 429, "{}");
      }
      case SERVER_ERROR -> answer(exchange, 500, "{}");
      case GATEWAY_TIMEOUT -> answer(exchange, 504, "{}");
      case MALFORMED -> answer(exchange, 200, "[{\"id\":\"x\",]");
      case RESET -> throw new IOException("reset");
      case HANG -> {
        try {
          Thread.sleep(HANG);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException();
        }
        return false;
      }
    }
    return true;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

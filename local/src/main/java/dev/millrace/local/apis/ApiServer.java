package dev.millrace.local.apis;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.http.LocalServer;
import dev.millrace.local.http.Queries;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Serves one stand-in: counts its requests, spoils answers on demand and compresses them for
 * clients that can read that. Requests are handled one at a time, each as a whole. Thread-safe.
 */
public final class ApiServer implements AutoCloseable {
  private final LocalServer server;
  private final Function<Request, Answer> handler;
  private final List<String> requested = new ArrayList<>();
  private final Queue<Fault> faults = new ArrayDeque<>();
  private final Map<Integer, List<Runnable>> changes = new TreeMap<>();
  private @Nullable Answered before;

  private record Answered(Request request, Answer answer) {}

  private ApiServer(int port, Function<Request, Answer> handler) {
    server = new LocalServer(port);
    this.handler = handler;
  }

  static ApiServer start(int port, Function<Request, Answer> handler) {
    ApiServer started = new ApiServer(port, handler);
    started.server.serve("/", started::serve, List.of());
    started.server.start();
    return started;
  }

  /** Without a path, for instance {@code http://127.0.0.1:40123}. */
  public String url() {
    return server.address();
  }

  /** The number of requests since the start, refused and spoilt ones included. */
  public synchronized int requests() {
    return requested.size();
  }

  /** Path and query of every request, in the order of their arrival. */
  public synchronized List<String> requested() {
    return List.copyOf(requested);
  }

  /** Spoils the answers of the next requests, one each. */
  public synchronized void inject(Fault... next) {
    faults.addAll(List.of(next));
  }

  /**
   * Makes a change, such as adding a document or revoking the token, when so many more requests
   * have been answered, before the one that follows is.
   */
  public synchronized void after(int more, Runnable change) {
    changes.computeIfAbsent(requested.size() + more, _ -> new ArrayList<>()).add(change);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request;
      try {
        request = Request.of(exchange);
      } catch (IllegalArgumentException | IOException e) {
        send(exchange, Answer.text(400, "text/plain", "cannot read the request: " + e), false);
        return;
      }
      Reply reply = reply(request);
      send(exchange, reply.answer, reply.fault == Fault.CUT);
    }
  }

  private record Reply(Answer answer, @Nullable Fault fault) {}

  private synchronized Reply reply(Request request) {
    List<Runnable> due = changes.remove(requested.size());
    if (due != null) {
      due.forEach(Runnable::run);
    }
    requested.add(request.uri().toString());
    Fault fault = faults.poll();
    Answer answer =
        switch (fault) {
          case SERVER_ERROR -> Answer.text(500, "text/plain", "Internal Server Error");
          case HTML ->
              Answer.text(200, "text/html", "<!DOCTYPE html><title>Back soon</title><p>Back soon");
          case REPEATED_PAGE -> repeated(request);
          case CUT -> handler.apply(request);
          case null -> handler.apply(request);
        };
    before = new Answered(request, answer);
    return new Reply(answer, fault);
  }

  /** Of a page of the same window; the answer to another question cannot be told apart. */
  private Answer repeated(Request request) {
    Answer now = handler.apply(request);
    return before != null && before.request.turnsTo(request) ? before.answer : now;
  }

  private static void send(HttpExchange exchange, Answer answer, boolean cut) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    if (answer.stored()) {
      body = inParts(body);
    } else if (Queries.acceptsGzip(exchange.getRequestHeaders().getFirst("Accept-Encoding"))) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      body = compressed(body);
    }
    exchange.sendResponseHeaders(answer.status(), body.length);
    // With less than the announced length the server closes the connection.
    exchange.getResponseBody().write(body, 0, cut ? body.length / 2 : body.length);
    exchange.getResponseBody().flush();
  }

  /** A file that was written in two parts, each compressed by itself. */
  private static byte[] inParts(byte[] body) throws IOException {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    parts.write(compressed(Arrays.copyOf(body, body.length / 2)));
    parts.write(compressed(Arrays.copyOfRange(body, body.length / 2, body.length)));
    return parts.toByteArray();
  }

  private static byte[] compressed(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  /** Aborts open requests and frees the port. */
  @Override
  public void close() {
    server.close();
  }
}

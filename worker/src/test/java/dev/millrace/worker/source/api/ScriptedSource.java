package dev.millrace.worker.source.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.worker.source.guard.GuardedSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/**
 * A document API that answers what a test tells it to: each step has its answers in order, and the
 * last one stays. Without any, step 1 answers a link and step 2 an empty array.
 */
final class ScriptedSource implements AutoCloseable {

  static final String KEY = "key-that-nobody-may-see";
  static final String SIGNATURE = "signature-that-nobody-may-see";

  /** A request as it came. */
  record Request(URI uri, Headers headers) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Step first;
  private final Step second;
  private final List<GuardedSource> clients = new ArrayList<>();

  ScriptedSource() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    first = new Step(json("{\"all_docs_url\":\"%s\",\"most_recent_25_docs\":[]}"));
    second = new Step(json("[]"));
    server.createContext("/get_docs/", first);
    server.createContext("/documents", second);
    server.setExecutor(threads);
    server.start();
  }

  /** Replaces the answers that are left; {@code %s} in a text stands for the link of step 2. */
  ScriptedSource step1(HttpHandler... answers) {
    first.script(answers);
    return this;
  }

  ScriptedSource step2(HttpHandler... answers) {
    second.script(answers);
    return this;
  }

  List<Request> requests(int step) {
    return List.copyOf((step == 1 ? first : second).requests);
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  SourceSettings settings() {
    return new SourceSettings(url(), KEY, 1 << 20);
  }

  URI url() {
    return URI.create(address() + "/get_docs/");
  }

  /** A client that tries again almost at once; it is closed with the source. */
  GuardedSource client(InstantSource clock) {
    return closedWithThis(client(settings(), clock));
  }

  static GuardedSource client(SourceSettings settings, InstantSource clock) {
    return ApiSource.guarded(settings, clock, Duration.ofSeconds(60), Duration.ofMillis(2));
  }

  /** A client that bears silence for a fifth of a second; it is closed with the source. */
  GuardedSource impatientClient() {
    return closedWithThis(
        ApiSource.guarded(
            settings(), InstantSource.system(), Duration.ofMillis(200), Duration.ofMillis(2)));
  }

  private GuardedSource closedWithThis(GuardedSource client) {
    clients.add(client);
    return client;
  }

  private String link() {
    return address() + "/documents?signature=" + SIGNATURE;
  }

  HttpHandler json(String text) {
    return bytes(text.replace("%s", link()).getBytes(UTF_8));
  }

  HttpHandler gzip(String text) {
    return bytes(packed(text.replace("%s", link()).getBytes(UTF_8)), "Content-Encoding", "gzip");
  }

  static byte[] packed(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  static HttpHandler bytes(byte[] body, String... header) {
    return exchange -> {
      setHeader(exchange, header);
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    };
  }

  static HttpHandler status(int status, String... header) {
    return exchange -> {
      setHeader(exchange, header);
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    };
  }

  /** Sends chunks and hangs up without the last one. */
  static HttpHandler withoutLastChunk(String text) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(text.getBytes(UTF_8));
      exchange.getResponseBody().flush();
      throw new IOException("the answer breaks off on purpose");
    };
  }

  /** Begins an answer, unless the text is empty, and then says nothing more. */
  static HttpHandler silentAfter(String text) {
    return exchange -> {
      if (!text.isEmpty()) {
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody().write(text.getBytes(UTF_8));
        exchange.getResponseBody().flush();
      }
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("the source is closed");
      }
    };
  }

  private static void setHeader(HttpExchange exchange, String... header) {
    for (int i = 0; i < header.length; i += 2) {
      exchange.getResponseHeaders().add(header[i], header[i + 1]);
    }
  }

  @Override
  public void close() {
    clients.forEach(GuardedSource::close);
    server.stop(0);
    threads.shutdownNow();
  }

  private static final class Step implements HttpHandler {

    private final Deque<HttpHandler> answers = new ArrayDeque<>();
    private final HttpHandler otherwise;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    Step(HttpHandler otherwise) {
      this.otherwise = otherwise;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
      requests.add(new Request(exchange.getRequestURI(), exchange.getRequestHeaders()));
      next().handle(exchange);
    }

    synchronized void script(HttpHandler... script) {
      answers.clear();
      answers.addAll(List.of(script));
    }

    private synchronized HttpHandler next() {
      if (answers.isEmpty()) {
        return otherwise;
      }
      return answers.size() == 1 ? answers.getFirst() : answers.removeFirst();
    }
  }
}

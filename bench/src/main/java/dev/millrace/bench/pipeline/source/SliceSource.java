package dev.millrace.bench.pipeline.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document API over documents in order of time. It responds with as little work as possible,
 * since it shares the machine with the measured code. Thread-safe.
 */
final class SliceSource implements AutoCloseable {

  private static final int BUFFER = 1 << 16;
  private static final int BACKLOG = 256;

  /** Both bounds are inclusive. */
  private static final Pattern SPAN =
      Pattern.compile("timestamp_from=(-?\\d+)&timestamp_to=(-?\\d+)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile List<Served> documents = List.of();
  private volatile long millis;

  SliceSource() {
    // Without it, the end of each streamed answer waits 40 ms for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // The default closes all but 200 idle connections.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("no free port for the source", e);
    }
    server.createContext("/get_docs/", this::link);
    server.createContext("/documents/", this::documents);
    server.setExecutor(threads);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d/get_docs/".formatted(server.getAddress().getPort()));
  }

  /**
   * From now on it has these documents, in order of their timestamps.
   *
   * @param least milliseconds that each answer takes at least
   */
  void serve(List<Served> served, long least) {
    documents = List.copyOf(served);
    millis = least;
  }

  private void pause() throws InterruptedIOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException _) {
      throw new InterruptedIOException();
    }
  }

  private void link(HttpExchange exchange) throws IOException {
    pause();
    byte[] answer =
        "{\"all_docs_url\":\"%s\",\"most_recent_25_docs\":[]}"
            .formatted(url().resolve("/documents/?" + exchange.getRequestURI().getRawQuery()))
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private void documents(HttpExchange exchange) throws IOException {
    pause();
    Matcher span = SPAN.matcher(exchange.getRequestURI().getRawQuery());
    if (!span.find()) {
      throw new IOException("the request names no span");
    }
    List<Served> all = documents;
    List<Served> some =
        all.subList(
            firstFrom(all, Long.parseLong(span.group(1))),
            firstFrom(all, Long.parseLong(span.group(2)) + 1));
    // With its length, like an object store: the server would send chunks of 4 kB.
    exchange.sendResponseHeaders(200, length(some));
    try (OutputStream out = exchange.getResponseBody()) {
      write(some, out);
    }
  }

  /** The index of the first document at or after that second. */
  private static int firstFrom(List<Served> documents, long second) {
    int low = 0;
    int high = documents.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (documents.get(middle).timestamp() < second) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static long length(List<Served> documents) {
    long bytes = documents.isEmpty() ? 2 : 1;
    for (Served document : documents) {
      bytes += 1 + document.head().length + document.rest().length;
    }
    return bytes;
  }

  private static void write(List<Served> documents, OutputStream out) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, BUFFER);
    if (documents.isEmpty()) {
      buffered.write('[');
    }
    for (int i = 0; i < documents.size(); i++) {
      buffered.write(i == 0 ? '[' : ',');
      buffered.write(documents.get(i).head());
      buffered.write(documents.get(i).rest());
    }
    buffered.write(']');
    buffered.flush();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

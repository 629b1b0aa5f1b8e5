package dev.millrace.bench.imports;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.time.Window;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The server of a source whose slices are hours with the same number of documents. Thread-safe. */
final class HourServer implements AutoCloseable {

  private static final long START = Instant.parse("2024-01-01T00:00:00Z").getEpochSecond();
  private static final int SLICE_SECONDS = 3_600;
  private static final int BACKLOG = 16;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Pattern from;

  /**
   * Listens at a free port of the loopback interface; {@link #start} begins to answer.
   *
   * @param parameter of a request, with the first second of its slice
   */
  HourServer(String parameter) {
    from = Pattern.compile(Pattern.quote(parameter) + "=(\\d+)");
    // Without it, the end of each streamed answer waits 40 ms for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    try {
      server =
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("no free port for the source", e);
    }
    server.setExecutor(threads);
  }

  void handle(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  void start() {
    server.start();
  }

  URI url(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
  }

  /** The windows of the first slices, in order. */
  static List<Window> windows(int slices) {
    return IntStream.range(0, slices)
        .mapToLong(HourServer::start)
        .mapToObj(second -> new Window(second, second + SLICE_SECONDS))
        .toList();
  }

  private static long start(int slice) {
    return START + (long) slice * SLICE_SECONDS;
  }

  /** The second of a document when all of a slice are spread evenly over its hour. */
  static long second(int slice, int document, int documents) {
    return start(slice) + (long) document * SLICE_SECONDS / documents;
  }

  /**
   * The slice that a request is for.
   *
   * @throws IOException when it names none
   */
  int slice(HttpExchange exchange) throws IOException {
    Matcher found = from.matcher(exchange.getRequestURI().getRawQuery());
    if (!found.find()) {
      throw new IOException("the request names no slice");
    }
    return (int) ((Long.parseLong(found.group(1)) - START) / SLICE_SECONDS);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

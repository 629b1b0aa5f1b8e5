package dev.millrace.bench.imports;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.bench.server.SampleCommits;
import dev.millrace.time.Window;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A document API over the commits of {@code samples}, again and again with new ids and moments, in
 * slices of an hour with the same number of documents. It responds with as little work as possible,
 * since it shares the machine with the measured code. Thread-safe.
 */
final class CommitSource implements AutoCloseable {

  private static final long START = Instant.parse("2024-01-01T00:00:00Z").getEpochSecond();
  private static final int SLICE_SECONDS = 3600;
  private static final int BUFFER = 1 << 16;
  private static final int BACKLOG = 16;

  private static final Pattern FROM = Pattern.compile("timestamp_from=(\\d+)");

  private final List<byte[]> rests;
  private final int slices;
  private final int perSlice;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param documents the total number, a multiple of the slices
   */
  CommitSource(int slices, int documents) {
    this.rests = SampleCommits.read().stream().map(SampleCommits.Commit::rest).toList();
    this.slices = slices;
    this.perSlice = documents / slices;
    // Without it, the end of each streamed answer waits 40 ms for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
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

  /** The windows of the slices, in order. */
  List<Window> windows() {
    return IntStream.range(0, slices)
        .mapToLong(slice -> START + (long) slice * SLICE_SECONDS)
        .mapToObj(from -> new Window(from, from + SLICE_SECONDS))
        .toList();
  }

  private void link(HttpExchange exchange) throws IOException {
    URI asked = exchange.getRequestURI();
    byte[] answer =
        "{\"all_docs_url\":\"%s\",\"most_recent_25_docs\":[]}"
            .formatted(url().resolve("/documents/?" + asked.getRawQuery()))
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private void documents(HttpExchange exchange) throws IOException {
    Matcher from = FROM.matcher(exchange.getRequestURI().getRawQuery());
    if (!from.find()) {
      throw new IOException("the request names no slice");
    }
    int slice = (int) ((Long.parseLong(from.group(1)) - START) / SLICE_SECONDS);
    // With its length, like an object store: the server would send chunks of 4 kB.
    exchange.sendResponseHeaders(200, bytes(slice));
    try (OutputStream out = exchange.getResponseBody()) {
      write(slice, out);
    }
  }

  private long bytes(int slice) {
    long bytes = 1;
    for (int i = 0; i < perSlice; i++) {
      int number = slice * perSlice + i;
      bytes += 1 + head(slice, i, number).length + rests.get(number % rests.size()).length;
    }
    return bytes;
  }

  private void write(int slice, OutputStream out) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, BUFFER);
    for (int i = 0; i < perSlice; i++) {
      int number = slice * perSlice + i;
      buffered.write(i == 0 ? '[' : ',');
      buffered.write(head(slice, i, number));
      buffered.write(rests.get(number % rests.size()));
    }
    buffered.write(']');
    buffered.flush();
  }

  /** Ids like the API's: a moment in microseconds, then random-looking bytes. */
  private byte[] head(int slice, int i, int number) {
    long timestamp = START + (long) slice * SLICE_SECONDS + (long) i * SLICE_SECONDS / perSlice;
    byte[] id =
        ByteBuffer.allocate(16)
            .putLong(timestamp * 1_000_000 + i)
            .putLong((number + 1) * 0x9E3779B97F4A7C15L)
            .array();
    String text =
        "{\"id\":\"" + Base64.getEncoder().encodeToString(id) + "\",\"timestamp\":" + timestamp;
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

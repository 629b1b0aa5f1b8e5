package dev.millrace.bench.imports;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.bench.server.SampleCommits;
import dev.millrace.time.Window;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A document API over the commits of {@code samples}, again and again with new ids and moments, in
 * slices of an hour with the same number of documents. It responds with as little work as possible,
 * since it shares the machine with the measured code. Thread-safe.
 */
final class CommitSource implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final List<byte[]> rests;
  private final int slices;
  private final int perSlice;
  private final HourServer server = new HourServer("timestamp_from");

  /**
   * @param documents the total number, a multiple of the slices
   */
  CommitSource(int slices, int documents) {
    this.rests = SampleCommits.read().stream().map(SampleCommits.Commit::rest).toList();
    this.slices = slices;
    this.perSlice = documents / slices;
    server.handle("/get_docs/", this::link);
    server.handle("/documents/", this::documents);
    server.start();
  }

  URI url() {
    return server.url("/get_docs/");
  }

  /** The windows of the slices, in order. */
  List<Window> windows() {
    return HourServer.windows(slices);
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
    int slice = server.slice(exchange);
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
    long timestamp = HourServer.second(slice, i, perSlice);
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
    server.close();
  }
}

package dev.millrace.worker.ingest.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A document API with one answer that is made while it is sent: so many things of that size. */
final class GeneratedSource implements AutoCloseable {

  private static final int HEAD = 120;
  private static final int BUFFER = 1 << 16;

  private final int documents;
  private final byte[] filler;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param bytes of each document, about
   */
  GeneratedSource(int documents, int bytes) throws IOException {
    this.documents = documents;
    this.filler = new byte[Math.max(1, bytes - HEAD)];
    Arrays.fill(filler, (byte) 'x');
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 8);
    server.createContext("/get_docs/", this::link);
    server.createContext("/documents", this::documents);
    server.setExecutor(threads);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:%d/get_docs/".formatted(server.getAddress().getPort()));
  }

  private void link(HttpExchange exchange) throws IOException {
    byte[] answer = "{\"url\":\"%s\"}".formatted(url().resolve("/documents")).getBytes(US_ASCII);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private void documents(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), BUFFER)) {
      for (int i = 0; i < documents; i++) {
        String head =
            "%s{\"id\":\"%d\",\"timestamp\":%d,\"type\":\"Thing\",\"data\":{\"name\":\"hammer\","
                .formatted(i == 0 ? "[" : ",", i, i % 600);
        out.write((head + "\"at\":0,\"filler\":\"").getBytes(US_ASCII));
        out.write(filler);
        out.write("\"}}".getBytes(US_ASCII));
      }
      out.write(']');
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

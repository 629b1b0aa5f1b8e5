package dev.millrace.local.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.http.Queries;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.zip.GZIPOutputStream;

/** The responses of the document API: small JSON objects, errors, and arrays of any length. */
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BUFFER = 1 << 16;

  private Answers() {}

  /** For instance {@code {"message":"Forbidden"}}. */
  static void error(HttpExchange exchange, int status, String message) throws IOException {
    json(exchange, status, JSON.createObjectNode().put("message", message));
  }

  static void link(HttpExchange exchange, String url) throws IOException {
    json(
        exchange,
        200,
        JSON.createObjectNode()
            .put("all_docs_url", url)
            .set("most_recent_25_docs", JSON.createArrayNode()));
  }

  private static void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Streams one array, chunked, and compressed when the client can read that. */
  static void array(HttpExchange exchange, Collection<byte[]> documents) throws IOException {
    boolean gzip = Queries.acceptsGzip(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (gzip) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    // Closed only after everything is written: a truncated response must not look complete.
    OutputStream out =
        new BufferedOutputStream(gzip ? new GZIPOutputStream(body, BUFFER) : body, BUFFER);
    write(documents, out);
    out.close();
  }

  private static void write(Collection<byte[]> documents, OutputStream out) throws IOException {
    out.write('[');
    boolean first = true;
    for (byte[] document : documents) {
      if (!first) {
        out.write(',');
      }
      first = false;
      out.write(document);
    }
    out.write(']');
  }
}

package dev.millrace.bench.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.time.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * An API that answers pages by a cursor, each after a delay. The pages are made beforehand, since
 * it shares the machine with the measured code. Thread-safe.
 */
final class PagedSource implements AutoCloseable {

  /** Documents of a page. */
  static final int PAGE = 100;

  private static final String NOTE = "the customer asked for a delivery before noon ".repeat(6);
  private static final Pattern CURSOR = Pattern.compile("cursor=(\\d+)");

  private final List<List<byte[]>> slices;
  private final long delayNanos;
  private final HourServer server = new HourServer("since");

  /**
   * @param pages of each slice
   */
  PagedSource(int slices, int pages, Duration delay) {
    this.slices = IntStream.range(0, slices).mapToObj(slice -> pages(slice, pages)).toList();
    this.delayNanos = delay.toNanos();
    server.handle("/orders", this::answer);
    server.start();
  }

  /** The type that is read from it. */
  DocumentType type() {
    return DefinitionParser.parse(
        """
        type: BenchOrder
        source:
          url: %s
          window: { from: since, to: until, as: s }
          documents: /items
          id: /id
          timestamp: { from: /created_at, unit: s }
          pages: { cursor: { param: cursor, at: /next } }
        columns:
          number: { from: /data/number, as: bigint }
          state: { from: /data/state }
          customer: { from: /data/customer/name }
          amount: { from: /data/amount, as: 'decimal(12,2)' }
          note: { from: /data/note, length: 1000 }
        """
            .formatted(server.url("/orders")),
        "BenchOrder.yaml");
  }

  /** The windows of the slices, in order. */
  List<Window> windows() {
    return HourServer.windows(slices.size());
  }

  private static List<byte[]> pages(int slice, int count) {
    List<byte[]> pages = new ArrayList<>();
    for (int page = 0; page < count; page++) {
      StringBuilder text = new StringBuilder("{\"items\":[");
      for (int i = 0; i < PAGE; i++) {
        int ofSlice = page * PAGE + i;
        text.append(i == 0 ? "" : ",").append(document(slice, ofSlice, count * PAGE));
      }
      text.append("],\"next\":").append(page + 1 < count ? "\"" + (page + 1) + "\"" : "null");
      pages.add(text.append('}').toString().getBytes(UTF_8));
    }
    return pages;
  }

  /** Half a kilobyte, as many APIs have it. */
  private static String document(int slice, int ofSlice, int perSlice) {
    long number = (long) slice * perSlice + ofSlice;
    long at = HourServer.second(slice, ofSlice, perSlice);
    return """
    {"id":"ord_%016x","object":"order","created_at":%d,"number":%d,"state":"%s",\
    "amount":%d.%02d,"currency":"eur","customer":{"id":%d,"name":"Customer %d"},\
    "note":"%s"}"""
        .formatted(
            number * 0x9E3779B97F4A7C15L,
            at,
            number,
            number % 3 == 0 ? "paid" : "open",
            number % 1_000,
            number % 100,
            number % 977,
            number % 977,
            NOTE);
  }

  private void answer(HttpExchange exchange) throws IOException {
    LockSupport.parkNanos(delayNanos);
    Matcher cursor = CURSOR.matcher(exchange.getRequestURI().getRawQuery());
    List<byte[]> pages = slices.get(server.slice(exchange));
    byte[] page = pages.get(cursor.find() ? Integer.parseInt(cursor.group(1)) : 0);
    try (exchange) {
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}

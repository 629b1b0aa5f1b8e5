package dev.millrace.bench.pipeline.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A document of the document API.
 *
 * @param rest its JSON text after the timestamp; many documents share one
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to pass on; never compared
public record Served(String id, long timestamp, byte[] rest) {

  /** With an id like the API's: a moment in microseconds, then random-looking bytes. */
  public static Served numbered(int number, long timestamp, byte[] rest) {
    byte[] id =
        ByteBuffer.allocate(16)
            .putLong(timestamp * 1_000_000 + number % 1_000_000)
            .putLong((number + 1) * 0x9E3779B97F4A7C15L)
            .array();
    return new Served(Base64.getEncoder().encodeToString(id), timestamp, rest);
  }

  /** The JSON text up to and including the timestamp. */
  public byte[] head() {
    return "{\"id\":\"%s\",\"timestamp\":%d"
        .formatted(id, timestamp)
        .getBytes(StandardCharsets.US_ASCII);
  }
}

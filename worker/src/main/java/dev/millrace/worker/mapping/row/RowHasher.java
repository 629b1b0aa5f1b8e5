package dev.millrace.worker.mapping.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hashes a row from an unambiguous encoding: each value has a letter for its type, and a text its
 * length.
 */
final class RowHasher {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final DataOutputStream out = new DataOutputStream(bytes);

  private RowHasher() {}

  static ContentHash hash(
      String version, long timestamp, Instant occurredAt, List<@Nullable Object> values) {
    RowHasher hasher = new RowHasher();
    try {
      hasher.add(version);
      hasher.add(timestamp);
      hasher.add(occurredAt.toEpochMilli());
      for (Object value : values) {
        hasher.add(value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to an array cannot fail", e);
    }
    byte[] encoded = hasher.bytes.toByteArray();
    return ContentHash.of(Sha256.of(encoded, 0, encoded.length));
  }

  private void add(@Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeByte('-');
      case String text -> addText('s', text);
      case Integer number -> addLong('i', number);
      case Long number -> addLong('l', number);
      case Double number -> addLong('d', Double.doubleToLongBits(number));
      case Boolean truth -> out.writeByte(truth ? 't' : 'f');
      case BigDecimal number -> addText('n', number.toPlainString());
      case LocalDateTime moment -> addLong('m', moment.toInstant(ZoneOffset.UTC).toEpochMilli());
      case LocalDate day -> addLong('y', day.toEpochDay());
      // Such as a LocalTime, whose text is as unambiguous as its order.
      case Comparable<?> other -> addText('o', other.toString());
      default -> throw new IllegalArgumentException("unsupported value: " + value.getClass());
    }
  }

  private void addLong(char letter, long number) throws IOException {
    out.writeByte(letter);
    out.writeLong(number);
  }

  private void addText(char letter, String text) throws IOException {
    byte[] encoded = text.getBytes(UTF_8);
    out.writeByte(letter);
    out.writeInt(encoded.length);
    out.write(encoded);
  }
}

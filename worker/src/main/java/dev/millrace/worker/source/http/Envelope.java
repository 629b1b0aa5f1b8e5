package dev.millrace.worker.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Param;
import dev.millrace.catalogue.http.Partition;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.worker.mapping.DocumentMapper;
import dev.millrace.worker.mapping.json.DocumentReader;
import dev.millrace.worker.mapping.json.Found;
import dev.millrace.worker.mapping.json.Parsed;
import dev.millrace.worker.mapping.json.Slots;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.Rejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a document of an API into the form that the mapping reads: {@code id}, {@code timestamp} and
 * {@code data}. What is missing or unreadable stays so, and the mapping rejects it with its reason.
 * Not thread-safe.
 */
public final class Envelope {

  private static final byte[] DATA = ",\"data\":".getBytes(UTF_8);

  /** In place of a slot. */
  private static final int PARTITION = -1;

  private final HttpSource source;
  private final List<Integer> ids = new ArrayList<>();
  private final byte[] tail;
  private final int moment;
  private final DocumentReader reader;
  private byte[] bytes = new byte[8 * 1_024];
  private int length;
  private @Nullable String id;
  private boolean idIsText;
  private boolean readable;
  private @Nullable Long second;
  private boolean outOfTime;

  public Envelope(HttpSource source) {
    this.source = source;
    Slots slots = new Slots();
    Partition partition = source.partition();
    for (JsonPath path : source.id()) {
      ids.add(isOf(partition, path) ? PARTITION : slots.of(path));
    }
    this.tail =
        (partition == null
                ? "}"
                : ",\"for\":{\"%s\":\"%s\"}}".formatted(partition.name(), partition.value()))
            .getBytes(UTF_8);
    this.moment = slots.of(source.timestamp().from());
    this.reader = slots.reader();
  }

  /** Whether a part of an id is not in the document but the value that it was asked by. */
  private static boolean isOf(@Nullable Partition partition, JsonPath path) {
    return partition != null && path.segments().equals(List.of("for", partition.name()));
  }

  /** Takes the document in these bytes. */
  void take(byte[] buffer, int offset, int documentLength) {
    id = null;
    second = null;
    outOfTime = false;
    readable = true;
    String stated = null;
    try {
      Parsed parsed = reader.read(buffer, offset, documentLength);
      id = idOf(parsed);
      stated = momentOf(parsed);
    } catch (Rejection _) {
      readable = false; // not an object: the mapping says so
    }
    StringBuilder head = new StringBuilder("{");
    if (id != null) {
      head.append("\"id\":\"").append(JsonStringEncoder.getInstance().quoteAsString(key(id)));
      head.append("\",");
    }
    head.append("\"timestamp\":");
    if (second != null) {
      head.append(second.longValue());
    } else if (stated == null) {
      head.append("null");
    } else {
      head.append('"').append(JsonStringEncoder.getInstance().quoteAsString(stated)).append('"');
    }
    put(head.toString().getBytes(UTF_8), buffer, offset, documentLength);
  }

  /** What becomes of a document as the source has it, whatever its window is. */
  public MappedDocument mapped(DocumentMapper mapper, byte[] document) {
    take(document, 0, document.length);
    return mapper.map(bytes, 0, length);
  }

  private void put(byte[] head, byte[] buffer, int offset, int documentLength) {
    length = head.length + DATA.length + documentLength + tail.length;
    if (bytes.length < length) {
      bytes = new byte[Math.max(length, 2 * bytes.length)];
    }
    System.arraycopy(head, 0, bytes, 0, head.length);
    System.arraycopy(DATA, 0, bytes, head.length, DATA.length);
    System.arraycopy(buffer, offset, bytes, head.length + DATA.length, documentLength);
    System.arraycopy(tail, 0, bytes, length - tail.length, tail.length);
  }

  private @Nullable String idOf(Parsed parsed) {
    List<String> parts = new ArrayList<>();
    Partition partition = source.partition();
    for (int slot : ids) {
      if (slot == PARTITION && partition != null) {
        parts.add(partition.value());
        continue;
      }
      Found part = parsed.at(slot);
      if (part == null || !part.isScalar()) {
        return null;
      }
      parts.add(part.text());
      idIsText = part.shape() == Found.Shape.TEXT;
    }
    return String.join("#", parts);
  }

  /** An id that no key holds is hashed. */
  private static String key(String id) {
    byte[] text = id.getBytes(UTF_8);
    return text.length <= DocumentId.MAX_BYTES
        ? id
        : DocumentId.ofContent(text, 0, text.length).toString();
  }

  /** The moment as stated, if it is unreadable. */
  private @Nullable String momentOf(Parsed parsed) {
    Found found = parsed.at(moment);
    if (found == null) {
      return null;
    }
    if (!found.isScalar()) {
      return found.quoted();
    }
    Conversion read = source.timestamp().unit().read(found.scalar());
    if (read instanceof Conversion.Value(Instant at)) {
      second = Math.floorDiv(at.toEpochMilli(), 1_000L);
    }
    outOfTime = read instanceof Conversion.OutOfTime;
    return found.text();
  }

  /** The bytes of the envelope, valid until the next document is taken. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** The id as the source states it; null without one. */
  @Nullable String id() {
    return id;
  }

  /** The id as a parameter that asks for what follows; null without one. */
  @Nullable Param idParam() {
    return id == null ? null : new Param(id, idIsText);
  }

  /** Whether the document is JSON. */
  boolean readable() {
    return readable;
  }

  /** The moment in unix seconds, rounded down; null if it is missing or unreadable. */
  @Nullable Long second() {
    return second;
  }

  /** Whether the moment is a number that means no time of this age. */
  boolean outOfTime() {
    return outOfTime;
  }
}

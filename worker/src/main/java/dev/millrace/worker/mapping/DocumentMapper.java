package dev.millrace.worker.mapping;

import dev.millrace.catalogue.ColumnType;
import dev.millrace.catalogue.Conversion;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.JsonPath;
import dev.millrace.catalogue.MomentUnit;
import dev.millrace.worker.mapping.Found.Shape;
import dev.millrace.worker.mapping.MappedDocument.Accepted;
import dev.millrace.worker.mapping.MappedDocument.Filtered;
import dev.millrace.worker.mapping.MappedDocument.Rejected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps raw documents of one type to rows, as its definition says.
 *
 * <p>The first thing that is wrong decides, in this order: no JSON, no object, id, timestamp, type,
 * then the filter, then the moment and the columns. Pure and safe for any number of threads.
 */
public final class DocumentMapper {

  private static final ColumnType.BigInt WHOLE_SECONDS = new ColumnType.BigInt();

  private static final JsonPath ID = JsonPath.parse("/id");
  private static final JsonPath TIMESTAMP = JsonPath.parse("/timestamp");
  private static final JsonPath TYPE = JsonPath.parse("/type");

  private final DocumentType type;
  private final DocumentReader reader;
  private final int id;
  private final int timestamp;
  private final int typeName;
  private final int accept;
  private final MomentValue occurredAt;
  private final List<ColumnValue> columns;

  public DocumentMapper(DocumentType type) {
    this.type = type;
    Slots slots = new Slots();
    this.id = slots.of(ID);
    this.timestamp = slots.of(TIMESTAMP);
    this.typeName = slots.of(TYPE);
    // Without a filter the id stands in for it, which every document has by then.
    this.accept = type.accept() == null ? id : slots.of(type.accept());
    this.occurredAt = new MomentValue(type.occurredAt(), slots.of(type.occurredAt().from()));
    this.columns = type.columns().stream().map(column -> ColumnValue.of(column, slots)).toList();
    this.reader = slots.reader();
  }

  /** Maps the document in these bytes, which are only read. */
  public MappedDocument map(byte[] buffer, int offset, int length) {
    DocumentId key = null;
    try {
      @Nullable Found[] found = reader.read(buffer, offset, length);
      key = idOf(found[id]);
      long seconds = timestampOf(found[timestamp]);
      refuseOtherType(found[typeName]);
      if (isMissing(found[accept])) {
        return new Filtered(key);
      }
      Instant moment = occurredAt.of(found);
      List<@Nullable Object> values = new ArrayList<>(columns.size());
      for (ColumnValue column : columns) {
        values.add(column.of(found, buffer, offset));
      }
      return new Accepted(key, Row.of(type.version(), seconds, moment, values));
    } catch (Rejection rejection) {
      return rejection.of(key == null ? DocumentId.ofContent(buffer, offset, length) : key);
    }
  }

  /**
   * The outcome for a document that is too large to be mapped, from its first bytes.
   *
   * @param total the size of the whole document
   */
  public static Rejected oversized(byte[] head, int offset, int length, long total) {
    return new Rejection(
            Reason.OVERSIZED, "", "a document of %d bytes is larger than allowed".formatted(total))
        .of(DocumentId.ofContent(head, offset, length));
  }

  static boolean isMissing(@Nullable Found found) {
    return found == null || found.shape() == Shape.NULL;
  }

  private static DocumentId idOf(@Nullable Found found) throws Rejection {
    String path = ID.toString();
    if (found == null || isMissing(found)) {
      throw new Rejection(Reason.NO_ID, path, "expected an id, found none");
    }
    if (found.shape() == Shape.TEXT
        && ColumnType.Text.DEFAULT.convert(found.scalar()) instanceof Conversion.Value) {
      try {
        return DocumentId.of(found.text());
      } catch (IllegalArgumentException e) {
        // Said below, with the value.
      }
    }
    throw new Rejection(
        Reason.BAD_ID,
        path,
        "expected a text of 1 to %d bytes, found %s"
            .formatted(DocumentId.MAX_BYTES, found.quoted()));
  }

  private static long timestampOf(@Nullable Found found) throws Rejection {
    String path = TIMESTAMP.toString();
    if (found == null || isMissing(found)) {
      throw new Rejection(Reason.NO_TIMESTAMP, path, "expected unix seconds, found none");
    }
    if (!found.isScalar()
        || !(WHOLE_SECONDS.convert(found.scalar()) instanceof Conversion.Value(Long seconds))) {
      throw new Rejection(
          Reason.NO_TIMESTAMP, path, "expected whole unix seconds, found " + found.quoted());
    }
    if (MomentUnit.SECONDS.read(found.scalar()) instanceof Conversion.OutOfTime(String expected)) {
      throw new Rejection(
          Reason.BAD_MOMENT,
          path,
          "expected unix seconds of %s, found %s".formatted(expected, found.quoted()));
    }
    return seconds;
  }

  private void refuseOtherType(@Nullable Found found) throws Rejection {
    if (found != null && !isMissing(found) && !isText(found, type.name())) {
      throw new Rejection(
          Reason.WRONG_TYPE,
          TYPE.toString(),
          "expected %s, found %s".formatted(type.name(), found.quoted()));
    }
  }

  private static boolean isText(Found found, String text) {
    return found.shape() == Shape.TEXT && found.text().equals(text);
  }
}

package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.catalogue.value.MomentUnit;
import dev.millrace.worker.mapping.json.DocumentReader;
import dev.millrace.worker.mapping.json.Found;
import dev.millrace.worker.mapping.json.Found.Shape;
import dev.millrace.worker.mapping.json.Parsed;
import dev.millrace.worker.mapping.json.Slots;
import dev.millrace.worker.mapping.json.StatedId;
import dev.millrace.worker.mapping.privacy.MissingHashKeyException;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.mapping.privacy.Redaction;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Rejection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maps raw documents of one type to rows according to its definition.
 *
 * <p>The first error decides, in this order: not JSON, not an object, id, timestamp, type, then the
 * filter, then the moment and the columns. Pure and thread-safe.
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
  private final RowMapper rows;
  private final Redaction redaction;

  /** A mapper of a type that hashes nothing; lookups find nothing. */
  public DocumentMapper(DocumentType type) {
    this(type, Lookups.NONE, Pseudonyms.NONE);
  }

  /**
   * @throws MissingHashKeyException when the type hashes and no key is set
   */
  public DocumentMapper(DocumentType type, Lookups lookups, Pseudonyms pseudonyms) {
    if (!type.mapping().hashed().isEmpty() && !pseudonyms.hasKey()) {
      throw new MissingHashKeyException(List.of(type.name()));
    }
    this.type = type;
    Slots slots = new Slots();
    this.id = slots.of(ID);
    this.timestamp = slots.of(TIMESTAMP);
    this.typeName = slots.of(TYPE);
    // Without a filter the id takes its place, which every document has by then.
    this.accept = type.mapping().accept() == null ? id : slots.of(type.mapping().accept());
    this.redaction = Redaction.of(type.mapping().drop(), type.mapping().hashed(), pseudonyms);
    this.rows = new RowMapper(type, slots, redaction, lookups, pseudonyms);
    this.reader = slots.reader();
  }

  /** Maps the document in these bytes without changing them. */
  public MappedDocument map(byte[] buffer, int offset, int length) {
    DocumentId key = null;
    try {
      Parsed document = reader.read(buffer, offset, length);
      key = idOf(document.at(id));
      long seconds = timestampOf(document.at(timestamp));
      refuseOtherType(document.at(typeName));
      if (document.at(accept) == null) {
        return new Filtered(key);
      }
      return new Accepted(key, rows.of(document, key, seconds));
    } catch (Rejection rejection) {
      return shown(rejection).of(key == null ? keyOf(buffer, offset, length) : key);
    }
  }

  /**
   * A copy of the document in these bytes without the personal data that the definition hashes or
   * drops. If the bytes are not JSON, personal data cannot be found in them, so nothing of them is
   * kept.
   */
  public byte[] keepable(byte[] buffer, int offset, int length) {
    return redaction
        .of(buffer, offset, length)
        .orElseGet(
            () ->
                "%d bytes that are not JSON; not kept, since they may contain personal data"
                    .formatted(length)
                    .getBytes(UTF_8));
  }

  /** A parser error quotes the unreadable text, which may be personal data. */
  private Rejection shown(Rejection rejection) {
    return redaction.isEmpty() || !rejection.isNotJson()
        ? rejection
        : new Rejection(
            Reason.NOT_JSON,
            "",
            "invalid JSON; position and reason are hidden, since they may contain personal data");
  }

  /**
   * The outcome for a document that is too large to be mapped, from its first bytes.
   *
   * @param total the size of the whole document
   */
  public static Rejected oversized(byte[] head, int offset, int length, long total) {
    return new Rejection(
            Reason.OVERSIZED,
            "",
            "a document of %d bytes is larger than allowed; raise MILLRACE_DOCUMENT_BYTES if it is one that should be stored"
                .formatted(total))
        .of(keyOf(head, offset, length));
  }

  /** Without a usable id, a hash of the content. */
  private static DocumentId keyOf(byte[] buffer, int offset, int length) {
    return StatedId.of(buffer, offset, length)
        .orElseGet(() -> DocumentId.ofContent(buffer, offset, length));
  }

  private DocumentId idOf(@Nullable Found found) throws Rejection {
    String path = ID.toString();
    if (found == null) {
      HttpSource source = type.http();
      throw new Rejection(
          Reason.NO_ID,
          path,
          source == null
              ? "expected an id, found none"
              : "expected an id at %s of the original document, found none; check id of the source"
                  .formatted(
                      source.id().stream().map(JsonPath::toString).collect(joining(" and "))));
    }
    Optional<DocumentId> id =
        found.shape() == Shape.TEXT ? StatedId.usable(found.text()) : Optional.empty();
    return id.orElseThrow(
        () ->
            new Rejection(
                Reason.BAD_ID,
                path,
                "expected a text of 1 to %d bytes, found %s"
                    .formatted(DocumentId.MAX_BYTES, found.quoted())));
  }

  /** What to write for a moment in another form than the definition's. */
  private static String unitAdvice(Found found) {
    return MomentUnit.stated(found.scalar())
        .map(unit -> "write timestamp: { unit: %s }".formatted(unit.spelling()))
        .orElse("check timestamp of the source");
  }

  private long timestampOf(@Nullable Found found) throws Rejection {
    String path = TIMESTAMP.toString();
    HttpSource source = type.http();
    if (source != null && (found == null || found.shape() == Shape.TEXT)) {
      throw new Rejection(
          Reason.NO_TIMESTAMP,
          path,
          "expected %s at %s of the original document, found %s; %s"
              .formatted(
                  source.timestamp().unit().expected(),
                  source.timestamp().from(),
                  found == null ? "none" : found.quoted(),
                  found == null ? "check timestamp of the source" : unitAdvice(found)));
    }
    if (found == null) {
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
    if (found != null && !isText(found, type.name())) {
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

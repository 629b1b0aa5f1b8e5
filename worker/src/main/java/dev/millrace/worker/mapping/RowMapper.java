package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.Each;
import dev.millrace.catalogue.Mapping;
import dev.millrace.worker.mapping.json.DocumentReader;
import dev.millrace.worker.mapping.json.Found;
import dev.millrace.worker.mapping.json.Found.Shape;
import dev.millrace.worker.mapping.json.Parsed;
import dev.millrace.worker.mapping.json.Slots;
import dev.millrace.worker.mapping.privacy.Pseudonyms;
import dev.millrace.worker.mapping.privacy.Redaction;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Rejection;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.mapping.row.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Creates the rows of a document: one, or one per element of an array. Thread-safe. */
final class RowMapper {

  /** More rows than that would make a transaction too large. */
  private static final int MAX_ROWS = 10_000;

  private final String version;
  private final Mapping mapping;
  private final List<ColumnValue> columns = new ArrayList<>();
  private final MomentValue occurredAt;
  private final @Nullable Elements elements;

  /** The array whose elements become rows, and the reader of the elements. */
  private record Elements(Each each, int slot, int keySlot, DocumentReader reader) {}

  RowMapper(
      DocumentType type, Slots slots, Redaction redaction, Lookups lookups, Pseudonyms pseudonyms) {
    this.version = type.version();
    this.mapping = type.mapping();
    Slots ofElement = new Slots();
    for (Column column : mapping.columns()) {
      Redaction below = redaction.below(mapping.place(column.origin()).getFirst().segments());
      columns.add(
          ColumnValue.of(
              column, column.origin().ofElement() ? ofElement : slots, below, lookups, pseudonyms));
    }
    this.occurredAt =
        new MomentValue(
            mapping.occurredAt(),
            (mapping.occurredAt().ofElement() ? ofElement : slots).of(mapping.occurredAt().from()));
    this.elements = mapping.each() == null ? null : elements(mapping.each(), slots, ofElement);
  }

  private static Elements elements(Each each, Slots slots, Slots ofElement) {
    slots.ofSize(each.from());
    int key = each.key() == null ? 0 : ofElement.of(each.key());
    return new Elements(each, slots.ofJson(each.from()), key, ofElement.reader());
  }

  List<Row> of(Parsed document, DocumentId id, long timestamp) throws Rejection {
    if (elements == null) {
      return List.of(row(id, id, document, document, timestamp, null));
    }
    Each each = elements.each();
    Found array = document.at(elements.slot());
    if (array == null) {
      return List.of();
    }
    if (array.shape() != Shape.ARRAY) {
      throw new Rejection(
          Reason.BAD_VALUE,
          each.from().toString(),
          "each: expected an array, found " + array.quoted());
    }
    if (array.size() > MAX_ROWS) {
      throw new Rejection(
          Reason.TOO_MANY_ROWS,
          each.from().toString(),
          "each: expected at most %d elements, found %d".formatted(MAX_ROWS, array.size()));
    }
    List<Row> rows = new ArrayList<>(array.size());
    Set<String> suffixes = new HashSet<>();
    for (Parsed element : elements.reader().readElements(document, array, each.from())) {
      String suffix = each.key() == null ? Integer.toString(rows.size()) : keyOf(element, each);
      if (!suffixes.add(suffix)) {
        throw new Rejection(
            Reason.BAD_KEY,
            element.place() + each.key(),
            "each: expected a key that no other element has");
      }
      Row first = rows.isEmpty() ? null : rows.getFirst();
      rows.add(row(id, id.row(suffix), document, element, timestamp, first));
    }
    return rows;
  }

  private String keyOf(Parsed element, Each each) throws Rejection {
    Found key = element.at(elements == null ? 0 : elements.keySlot());
    if (key == null || !key.isScalar()) {
      throw new Rejection(
          Reason.BAD_KEY,
          element.place() + each.key(),
          "each: expected a key, found " + (key == null ? "none" : key.quoted()));
    }
    byte[] text = key.text().getBytes(UTF_8);
    return HexFormat.of().formatHex(Sha256.of(text, 0, text.length));
  }

  /**
   * @param first row of the document, if there is one already: its document-level values are
   *     shared, since they may be large
   */
  private Row row(
      DocumentId documentId,
      DocumentId id,
      Parsed document,
      Parsed element,
      long timestamp,
      @Nullable Row first)
      throws Rejection {
    Instant moment = occurredAt.of(mapping.occurredAt().ofElement() ? element : document);
    List<@Nullable Object> values = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      if (mapping.columns().get(i).origin().ofElement()) {
        values.add(columns.get(i).of(element, timestamp));
      } else {
        values.add(first == null ? columns.get(i).of(document, timestamp) : first.values().get(i));
      }
    }
    return Row.of(documentId, id, version, timestamp, moment, values);
  }
}

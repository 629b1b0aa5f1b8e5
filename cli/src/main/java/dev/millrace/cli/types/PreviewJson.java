package dev.millrace.cli.types;

import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import dev.millrace.worker.mapping.row.MappedDocument.Filtered;
import dev.millrace.worker.mapping.row.MappedDocument.Outside;
import dev.millrace.worker.mapping.row.MappedDocument.Rejected;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Row;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcome of a document as JSON: one object on one line. */
final class PreviewJson {

  /** 1.50 stays 1.50. */
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

  private PreviewJson() {}

  static String of(DocumentType type, MappedDocument document) {
    ObjectNode object = JSON.createObjectNode();
    switch (document) {
      case Accepted(DocumentId id, List<Row> rows) -> {
        ArrayNode array = outcome(object, id, "accepted", null);
        rows.forEach(row -> array.add(row(type, row)));
      }
      case Filtered(DocumentId id) -> outcome(object, id, "filtered", null);
      case Outside(DocumentId id) -> outcome(object, id, "outside", null);
      case Rejected(DocumentId key, Reason reason, String message, String path) -> {
        outcome(object, key, "rejected", reason.name());
        object.put("path", path).put("message", message);
      }
    }
    return object + "\n";
  }

  private static ArrayNode outcome(
      ObjectNode object, DocumentId id, String outcome, @Nullable String reason) {
    object.put("id", id.toString()).put("outcome", outcome);
    ArrayNode rows = object.putArray("rows");
    object.put("reason", reason);
    return rows;
  }

  static ObjectNode row(DocumentType type, Row row) {
    ObjectNode object = JSON.createObjectNode();
    object.put("id", row.id().toString()).put("timestamp", row.timestamp());
    for (int i = 0; i < row.values().size(); i++) {
      put(object, type.mapping().columns().get(i).name(), row.values().get(i));
    }
    return object.put("occurred_at", row.occurredAt().toString());
  }

  private static void put(ObjectNode object, String column, @Nullable Object value) {
    switch (value) {
      case null -> object.putNull(column);
      case Boolean truth -> object.put(column, truth);
      case Integer number -> object.put(column, number);
      case Long number -> object.put(column, number);
      case Double number -> object.put(column, number);
      case BigDecimal number -> object.put(column, number);
      default -> object.put(column, text(value));
    }
  }

  /** A value as readable text; times in UTC as ISO 8601. */
  static String text(@Nullable Object value) {
    return value instanceof LocalDateTime moment
        ? moment.toInstant(ZoneOffset.UTC).toString()
        : value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }
}

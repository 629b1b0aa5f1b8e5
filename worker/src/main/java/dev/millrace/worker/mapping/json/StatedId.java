package dev.millrace.worker.mapping.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.catalogue.value.ColumnType;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.catalogue.value.Scalar;
import dev.millrace.worker.mapping.row.DocumentId;
import dev.millrace.worker.mapping.row.Rejection;
import java.io.IOException;
import java.util.Optional;

/**
 * The stated id of an unreadable or truncated document, so that its earlier row is deleted and its
 * earlier rejection replaced, as for any other.
 */
public final class StatedId {

  private StatedId() {}

  /** The id, if it precedes the unreadable part. */
  public static Optional<DocumentId> of(byte[] buffer, int offset, int length) {
    try (JsonParser parser = DocumentReader.parser(buffer, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (name.equals("id")) {
          return value == JsonToken.VALUE_STRING ? usable(parser.getText()) : Optional.empty();
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (IOException | Rejection _) {
      return Optional.empty();
    }
  }

  /** The id as a key; empty for a text that cannot be a key. */
  public static Optional<DocumentId> usable(String id) {
    if (ColumnType.Text.DEFAULT.convert(Scalar.text(id)) instanceof Conversion.Value) {
      try {
        return Optional.of(DocumentId.of(id));
      } catch (IllegalArgumentException _) {
        // too long, or empty
      }
    }
    return Optional.empty();
  }
}

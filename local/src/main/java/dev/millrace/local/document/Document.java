package dev.millrace.local.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a document file, read without building a tree.
 *
 * @param json what is served: the line itself, or its text as a JSON string when it is not JSON
 * @param place its type and time; null when the line has none
 * @param remark its problem; null when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to pass on; documents are never compared
record Document(byte[] json, @Nullable Place place, @Nullable String remark) {
  // Lines may have any depth and length: limits are the importer's task.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  // Larger numbers are milliseconds or garbage: such moments cannot be requested.
  private static final long END = Instant.parse("2262-01-01T00:00:00Z").getEpochSecond();

  /** The type and the time, in unix seconds, under which the API finds a document. */
  record Place(String type, long timestamp) {}

  static Document of(byte[] line) {
    try (JsonParser parser = JSON.createParser(line)) {
      Document document = read(parser, line);
      if (parser.nextToken() != null) {
        return notJson(line, "there is more than one value");
      }
      return document;
    } catch (JsonProcessingException e) {
      return notJson(line, e.getOriginalMessage());
    } catch (IOException e) {
      // Reports invalid UTF-8; nothing else can fail in memory.
      return notJson(line, String.valueOf(e.getMessage()));
    }
  }

  private static Document read(JsonParser parser, byte[] line) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return new Document(line, null, "is not an object");
    }
    String type = null;
    Long timestamp = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      if (field.equals("type")) {
        type = value == JsonToken.VALUE_STRING ? parser.getText() : null;
      } else if (field.equals("timestamp")) {
        timestamp = wholeSeconds(parser, value);
      }
      parser.skipChildren();
    }
    if (type == null || type.isEmpty()) {
      return new Document(line, null, "has no type");
    }
    if (timestamp == null) {
      return new Document(line, null, "has no timestamp in unix seconds");
    }
    return new Document(line, new Place(type, timestamp), null);
  }

  private static @Nullable Long wholeSeconds(JsonParser parser, JsonToken value)
      throws IOException {
    if (value != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return null;
    }
    long number = parser.getLongValue();
    return number >= 0 && number < END ? number : null;
  }

  private static Document notJson(byte[] line, String why) {
    String text = new String(line, StandardCharsets.UTF_8);
    byte[] quoted =
        ('"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"')
            .getBytes(StandardCharsets.UTF_8);
    return new Document(quoted, null, "is not JSON: " + why);
  }
}

package dev.millrace.worker.mapping.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the time at which the API received a document that could not be mapped. */
public final class ReceivedAt {

  private static final JsonFactory JSON = new JsonFactory();

  /** Other moments are DATETIMEs of years up to 2261. */
  private static final long LAST = Instant.parse("2262-01-01T00:00:00Z").getEpochSecond() - 1;

  private ReceivedAt() {}

  /** Unix seconds; null if missing or unreadable. */
  public static @Nullable Long of(byte[] raw) {
    try (JsonParser parser = JSON.createParser(raw)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (name.equals("timestamp") && value == JsonToken.VALUE_NUMBER_INT) {
          long seconds = parser.getLongValue();
          return seconds > 0 && seconds < LAST ? seconds : null;
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException _) {
      return null;
    }
  }
}

package dev.millrace.producer.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.catalogue.value.IsoMoment;
import dev.millrace.message.InvalidMessageException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/** An event as Lambda hands it over: a JSON object whose fields are asked for by name. */
record EventFields(JsonNode json) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws InvalidMessageException when it is no JSON object
   */
  static EventFields read(InputStream event) throws IOException {
    try {
      JsonNode json = JSON.readTree(event);
      if (json == null || !json.isObject()) {
        throw new InvalidMessageException("the event is no JSON object");
      }
      return new EventFields(json);
    } catch (JsonProcessingException e) {
      throw new InvalidMessageException("the event is not JSON: " + e.getOriginalMessage());
    }
  }

  /** Whether it came by way of EventBridge, so that what was said is in its detail. */
  boolean fromEventBridge() {
    return json.has("detail-type");
  }

  /**
   * @throws InvalidMessageException when it is missing or no text
   */
  String text(String field) {
    JsonNode value = json.path(field);
    if (!value.isTextual() || value.textValue().isBlank()) {
      throw new InvalidMessageException(
          "'%s' must be text, but is %s"
              .formatted(field, value.isMissingNode() ? "missing" : value));
    }
    return value.textValue();
  }

  /**
   * When the event says that it happened, which a retry does not change.
   *
   * @throws InvalidMessageException when that is missing or no ISO 8601 moment
   */
  Instant time() {
    String time = text("time");
    Instant moment = IsoMoment.parse(time);
    if (moment == null) {
      throw new InvalidMessageException(
          "'time' must be a moment such as 2024-05-31T12:00:00Z, but is '%s'".formatted(time));
    }
    return moment;
  }
}

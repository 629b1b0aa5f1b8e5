package dev.millrace.producer.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.catalogue.value.IsoMoment;
import dev.millrace.message.InvalidMessageException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/** An event from Lambda: a JSON object with named fields. */
record EventFields(JsonNode json) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @throws InvalidMessageException when it is not a JSON object
   */
  static EventFields read(InputStream event) throws IOException {
    try {
      JsonNode json = JSON.readTree(event);
      if (json == null || !json.isObject()) {
        throw new InvalidMessageException("the event is not a JSON object");
      }
      return new EventFields(json);
    } catch (JsonProcessingException e) {
      throw new InvalidMessageException("the event is not JSON: " + e.getOriginalMessage());
    }
  }

  /** Whether it came from EventBridge, so that its content is in the detail. */
  boolean fromEventBridge() {
    return json.has("detail-type");
  }

  /**
   * @throws InvalidMessageException when it is missing or not text
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
   * The event's own time, which a retry does not change.
   *
   * @throws InvalidMessageException when it is missing or not an ISO 8601 moment
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

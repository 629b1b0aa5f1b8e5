package dev.millrace.producer.function;

import dev.millrace.message.InvalidMessageException;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.WindowMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A requested window: the fields of a window message, either as the event itself, like the replaced
 * system's test event, or as the detail of an event {@code BackfillRequested} on EventBridge.
 *
 * @param trigger unchanged by a retry of the same event
 * @param askedAt null where the event does not say; it means now
 */
record BackfillEvent(WindowMessage window, String trigger, @Nullable Instant askedAt) {

  static final String DETAIL_TYPE = "BackfillRequested";

  /**
   * @param request the id of the call
   * @throws InvalidMessageException naming the invalid field
   */
  static BackfillEvent of(EventFields event, String request) {
    if (!event.fromEventBridge()) {
      return new BackfillEvent(window(event.json().toString()), request, null);
    }
    if (!event.text("detail-type").equals(DETAIL_TYPE)) {
      throw new InvalidMessageException(
          "'detail-type' must be %s, but is '%s'"
              .formatted(DETAIL_TYPE, event.text("detail-type")));
    }
    String detail = event.json().path("detail").toString();
    return new BackfillEvent(
        window(detail.isEmpty() ? "{}" : detail), event.text("id"), event.time());
  }

  private static WindowMessage window(String body) {
    if (new MessageCodec().decode(body) instanceof WindowMessage window) {
      return window;
    }
    throw new InvalidMessageException("'kind' must be window here");
  }
}

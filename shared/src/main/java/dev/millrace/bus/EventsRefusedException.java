package dev.millrace.bus;

import java.util.List;

/** EventBridge rejected an event. */
public final class EventsRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  EventsRefusedException(String bus, List<String> refusals) {
    super(
        "the event bus %s refused %d events, the first with %s"
            .formatted(bus, refusals.size(), refusals.getFirst()));
  }
}

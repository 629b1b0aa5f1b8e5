package dev.millrace.producer;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.bus.BusEvent;
import dev.millrace.ledger.run.EndedRuns.Death;

/** Reports that a slice is dead and needs an operator. */
final class SliceDeadLettered {

  static final String DETAIL_TYPE = "SliceDeadLettered";

  private SliceDeadLettered() {}

  static BusEvent of(Death death) {
    return new BusEvent(
        DETAIL_TYPE,
        new JsonMapper()
            .createObjectNode()
            .put("version", 1)
            .put("slice", death.slice().id())
            .put("run", death.run())
            .put("kind", death.slice().kind().text())
            .put("type", death.slice().type())
            .put("from", death.slice().window().from())
            .put("to", death.slice().window().to())
            .put("attempts", death.attempts())
            .put("reason", death.reason())
            .toString());
  }
}

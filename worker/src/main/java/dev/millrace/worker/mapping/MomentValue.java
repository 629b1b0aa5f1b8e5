package dev.millrace.worker.mapping;

import dev.millrace.catalogue.OccurredAt;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.worker.mapping.json.Found;
import dev.millrace.worker.mapping.json.Parsed;
import dev.millrace.worker.mapping.row.Reason;
import dev.millrace.worker.mapping.row.Rejection;
import java.time.Instant;

/** Finds the moment that decides a document's bucket. */
record MomentValue(OccurredAt occurredAt, int slot) {

  Instant of(Parsed parsed) throws Rejection {
    Found value = parsed.at(slot);
    if (value == null) {
      throw new Rejection(
          Reason.MISSING_VALUE, path(parsed), "occurred_at: expected a moment, found none");
    }
    Conversion moment =
        value.isScalar()
            ? occurredAt.unit().read(value.scalar())
            : new Conversion.Unfit("a moment");
    if (moment instanceof Conversion.Value(Instant at)) {
      return at;
    }
    throw Unfitting.rejection("occurred_at", path(parsed), moment, value.quoted());
  }

  private String path(Parsed parsed) {
    return parsed.place() + occurredAt.from();
  }
}

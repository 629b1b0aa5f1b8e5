package dev.millrace.worker.mapping;

import dev.millrace.catalogue.Conversion;
import dev.millrace.catalogue.OccurredAt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Finds the moment that a document's bucket is chosen by. */
record MomentValue(OccurredAt occurredAt, int slot) {

  Instant of(@Nullable Found[] found) throws Rejection {
    Found value = found[slot];
    if (value == null || DocumentMapper.isMissing(value)) {
      throw new Rejection(
          Reason.MISSING_VALUE, path(), "occurred_at: expected a moment, found none");
    }
    Conversion moment =
        value.isScalar()
            ? occurredAt.unit().read(value.scalar())
            : new Conversion.Unfit("a moment");
    if (moment instanceof Conversion.Value(Instant at)) {
      return at;
    }
    throw Unfitting.rejection("occurred_at", path(), moment, value);
  }

  private String path() {
    return occurredAt.from().toString();
  }
}

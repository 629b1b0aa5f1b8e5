package dev.millrace.catalogue;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads {@code since}: a day in UTC, an ISO 8601 moment with its offset, or unix seconds. */
final class SinceParser {

  private SinceParser() {}

  static @Nullable Instant parse(Section section, Problems problems) {
    String written = section.text("since");
    if (written == null) {
      return null;
    }
    Conversion moment = MomentUnit.SECONDS_OR_ISO.read(Scalar.text(day(written)));
    if (moment instanceof Conversion.Value(Instant since)) {
      return since;
    }
    problems.at(
        section.place("since"),
        "since '%s' is no moment between 1970 and 2261, write 2019-01-01, 2019-01-01T00:00:00Z or"
                .formatted(written)
            + " unix seconds");
    return null;
  }

  private static String day(String written) {
    try {
      return LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant().toString();
    } catch (DateTimeException e) {
      return written;
    }
  }
}

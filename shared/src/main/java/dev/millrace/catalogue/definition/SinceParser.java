package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.value.Conversion;
import dev.millrace.catalogue.value.MomentUnit;
import dev.millrace.catalogue.value.NumberConversion;
import dev.millrace.catalogue.value.Scalar;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code since}: a day in UTC, an ISO 8601 moment with its offset, or unix seconds. */
final class SinceParser {

  private static final Pattern DAY_OR_SECONDS = Pattern.compile("(19|20)\\d{6}");

  private SinceParser() {}

  static @Nullable Instant parse(Section section, Problems problems) {
    String written = section.text("since");
    if (written == null) {
      return null;
    }
    if (DAY_OR_SECONDS.matcher(written).matches()) {
      problems.at(
          section.place("since"),
          "since '%s' may be a day or unix seconds; write 2019-01-01 for a day".formatted(written));
      return null;
    }
    Scalar scalar = Scalar.text(day(written));
    MomentUnit unit = NumberConversion.parse(scalar) == null ? MomentUnit.ISO : MomentUnit.SECONDS;
    Conversion moment = unit.read(scalar);
    if (moment instanceof Conversion.Value(Instant since)) {
      return since;
    }
    problems.at(
        section.place("since"),
        ("since '%s' is not a moment between 1970 and 2261; write 2019-01-01, 2019-01-01T00:00:00Z"
                    + " or")
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

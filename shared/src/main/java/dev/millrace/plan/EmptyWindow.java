package dev.millrace.plan;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Explains why nothing of a window can be imported, so that a request without effect is refused.
 */
final class EmptyWindow {

  private EmptyWindow() {}

  /**
   * @param types the requested types, none of which has anything in the window
   * @param askedAt absent bounds count from here
   */
  static String reason(Backfill asked, List<DocumentType> types, Instant askedAt) {
    if (types.isEmpty()) {
      return "nothing can be imported: no document type is enabled";
    }
    long settled = askedAt.minus(Expectation.SOURCE_LAG).getEpochSecond();
    long from =
        asked.from() == null ? askedAt.minus(Expectation.REGULAR).getEpochSecond() : asked.from();
    long to = asked.to() == null ? settled : asked.to();
    if (from >= settled) {
      return ("nothing can be imported: the window begins at %s, but must begin before %s, which is"
              + " %d s ago")
          .formatted(moment(from), moment(settled), Expectation.SOURCE_LAG.toSeconds());
    }
    long whole =
        types.stream().mapToLong(type -> Window.floor(settled, type.grain())).max().orElse(settled);
    if (from >= whole) {
      return "nothing can be imported: the window begins at %s, but the newest whole file ends at %s"
          .formatted(moment(from), moment(whole));
    }
    if (asked.from() == null && from >= to) {
      return "nothing can be imported: 'timestamp_to' is %s, and without 'timestamp_from' the window"
              .formatted(moment(to))
          + " begins only at %s, %d minutes before the request; set both"
              .formatted(moment(from), minutes(Expectation.REGULAR));
    }
    if (to <= 0) {
      return "nothing can be imported: the window ends at %s, which is not after 1970"
          .formatted(moment(to));
    }
    return "nothing can be imported: the window ends at %s, before the first document of %s"
        .formatted(moment(to), String.join(", ", types.stream().map(DocumentType::name).toList()));
  }

  private static long minutes(Duration span) {
    return span.toMinutes();
  }

  /** As text, unless it is beyond the printable years. */
  private static String moment(long seconds) {
    return seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()
        ? Long.toString(seconds)
        : Instant.ofEpochSecond(seconds).toString();
  }
}

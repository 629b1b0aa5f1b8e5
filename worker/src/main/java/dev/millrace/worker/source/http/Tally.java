package dev.millrace.worker.source.http;

import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.TooMany;
import dev.millrace.catalogue.http.WindowForm.Asked;
import dev.millrace.catalogue.value.MomentUnit;
import dev.millrace.time.Window;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts the documents of a window, and checks at its end that the numbers agree. */
final class Tally {

  private static final long HOUR = 3_600;

  private final HttpSource source;
  private final Report report;
  private final Window window;
  private final Window near;
  private long documents;
  private long far;
  private @Nullable Long example;

  Tally(HttpSource source, Report report, Window window, Asked asked) {
    this.source = source;
    this.report = report;
    this.window = window;
    long margin = Math.max(window.seconds(), HOUR);
    this.near = new Window(asked.span().from() - margin, asked.span().to() + margin);
  }

  long documents() {
    return documents;
  }

  /** Counts a document and says whether it lies outside of the window. */
  boolean outside(Envelope document) {
    documents++;
    if (document.outOfTime()) {
      far++;
      return true;
    }
    Long second = document.second();
    if (second == null || (second >= window.from() && second < window.to())) {
      return false;
    }
    boolean tooEarly = second < near.from() && source.saysFrom();
    boolean tooLate = second >= near.to() && source.saysTo();
    if (tooEarly || tooLate) {
      far++;
      example = second;
    }
    return true;
  }

  /** Counts a document that was too large to be read. */
  void unread() {
    documents++;
  }

  /**
   * Checks a number of documents against the most that the source gives of a window.
   *
   * @throws SourceUnavailableException if there may be more
   */
  void checkCeiling(long number) {
    if (source.tooMany() instanceof TooMany.Documents(long most) && number >= most) {
      throw new SourceUnavailableException(
          Kind.TOO_MANY,
          "the source gives no more than %d documents of this %s"
              .formatted(most, window.seconds() == 1 ? "second" : "window"),
          (Duration) null);
    }
  }

  /**
   * Checks the numbers after the last page.
   *
   * @param said the number of documents that the source says; null where it does not
   */
  void check(Question question, @Nullable Long said) {
    checkCeiling(documents);
    if (documents > 0 && far == documents) {
      throw report.contradiction(
          question,
          "%s outside the window%s"
              .formatted(
                  documents == 1
                      ? "the only document is"
                      : "all %d documents are".formatted(documents),
                  example == null ? "" : ", for instance at " + Instant.ofEpochSecond(example)),
          "timestamp",
          advice());
    }
    if (said != null && said != documents) {
      throw report.contradiction(
          question,
          "the source says that it has %d documents of %s, but %d came"
              .formatted(said, window, documents),
          "count",
          said > documents
              ? "the attempt is repeated; if it fails again, check pages, or write too_many:"
                  + " { documents: %d } if the source never gives more".formatted(documents)
              : "the attempt is repeated; if it fails again, check that the count is of the same"
                  + " window and parameters");
    }
  }

  private String advice() {
    if (example == null) {
      return "is `unit` wrong? write unit: ms";
    }
    if (source.timestamp().unit() == MomentUnit.MILLISECONDS
        && near.overlaps(new Window(1_000 * example, 1_000 * example + 1_000))) {
      return "is `unit` wrong? write unit: s";
    }
    return "is `unit` wrong? Or is the timestamp not the moment by which the source selects, or does"
        + " it not know the parameters of window?";
  }
}

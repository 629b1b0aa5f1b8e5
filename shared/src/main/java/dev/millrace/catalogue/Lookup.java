package dev.millrace.catalogue;

import dev.millrace.catalogue.Lookup.WithoutMatch.Reject;
import java.util.List;
import java.util.stream.Stream;

/** An external source for the value of a column when the document holds only its key. */
public enum Lookup {
  /** The name of a Slack channel from its id. */
  SLACK_CHANNEL("slack-channel", new WithoutMatch.StoreNull()),
  /** The name of the event that has a code at the moment at which the document was received. */
  EVENT_CODE("event-code", new WithoutMatch.Reject("UNKNOWN_EVENT_CODE", "no event with the code"));

  private final String spelling;

  @SuppressWarnings("ImmutableEnumChecker") // records of texts
  private final WithoutMatch withoutMatch;

  Lookup(String spelling, WithoutMatch withoutMatch) {
    this.spelling = spelling;
    this.withoutMatch = withoutMatch;
  }

  /** What happens to a document when the lookup finds nothing, or the document has no key. */
  public sealed interface WithoutMatch {

    /** The column is NULL. */
    record StoreNull() implements WithoutMatch {}

    /**
     * The document is rejected, and the lookup repeated hourly for a week.
     *
     * @param reason a {@code Reason} of the mapping, by which such documents are found again
     * @param message the beginning of a message, which ends with the key
     */
    record Reject(String reason, String message) implements WithoutMatch {}
  }

  /** Its name in a definition. */
  public String spelling() {
    return spelling;
  }

  public WithoutMatch withoutMatch() {
    return withoutMatch;
  }

  /** The reasons of documents whose lookup may find something later. */
  public static List<String> rejections() {
    return Stream.of(values())
        .map(Lookup::withoutMatch)
        .flatMap(outcome -> outcome instanceof Reject reject ? Stream.of(reject) : Stream.empty())
        .map(Reject::reason)
        .toList();
  }
}

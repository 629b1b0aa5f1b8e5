package dev.millrace.catalogue;

/** An external source for the value of a column when the document holds only its key. */
public enum Lookup {
  /** The name of a Slack channel from its id. A channel that does not exist has none: NULL. */
  SLACK_CHANNEL("slack-channel"),
  /**
   * The name of the event that has a code at the moment at which the document was received. Without
   * an event the document is rejected.
   */
  EVENT_CODE("event-code");

  private final String spelling;

  Lookup(String spelling) {
    this.spelling = spelling;
  }

  /** Its name in a definition. */
  public String spelling() {
    return spelling;
  }
}

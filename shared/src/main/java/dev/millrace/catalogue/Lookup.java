package dev.millrace.catalogue;

/** Something else that knows the value of a column when the document holds only its key. */
public enum Lookup {
  /** The name of a Slack channel from its id. */
  SLACK_CHANNEL("slack-channel");

  private final String spelling;

  Lookup(String spelling) {
    this.spelling = spelling;
  }

  /** The word for it in a definition. */
  public String spelling() {
    return spelling;
  }
}

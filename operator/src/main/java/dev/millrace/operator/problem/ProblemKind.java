package dev.millrace.operator.problem;

import java.util.Locale;

/** What a problem is about, the most urgent first. */
public enum ProblemKind {
  /** Slices that are not retried any more. */
  DEAD_SLICE("dead slice"),
  /** Dead letters that are not about a dead slice. */
  DEAD_LETTER("dead letter"),
  /** Documents that were fetched and could not be stored. */
  REJECTED("rejected document"),
  /** Slices that failed and are tried again. */
  RETRYING("retrying slice");

  private final String noun;

  ProblemKind(String noun) {
    this.noun = noun;
  }

  /** Its spelling in JSON. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** One of them in texts; with an s, several. */
  public String noun() {
    return noun;
  }
}

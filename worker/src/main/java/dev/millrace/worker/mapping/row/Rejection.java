package dev.millrace.worker.mapping.row;

import dev.millrace.worker.mapping.row.MappedDocument.Rejected;

/** Ends the mapping of a document at its first invalid value; never leaves the mapper. */
public final class Rejection extends Exception {

  private final Reason reason;
  private final String text;
  private final String path;

  /**
   * A rejection without a stack trace, since it is an outcome, not a failure.
   *
   * @param path the JSON Pointer of the invalid value; empty for the whole document
   */
  public Rejection(Reason reason, String path, String message) {
    super(message, null, false, false);
    this.reason = reason;
    this.text = message;
    this.path = path;
  }

  public boolean isNotJson() {
    return reason == Reason.NOT_JSON;
  }

  public Rejected of(DocumentId key) {
    return new Rejected(key, reason, Excerpt.message(text), path);
  }
}

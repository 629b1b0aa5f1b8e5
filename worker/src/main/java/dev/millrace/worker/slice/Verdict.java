package dev.millrace.worker.slice;

/** What is done about a slice that failed. */
enum Verdict {
  LOOK_AGAIN("check the ledger again in a second"),
  RETURN("return the message at once, not counted"),
  WAIT("wait in the ledger, not counted"),
  AWAIT("wait in the ledger for the file, neither counted nor a retry"),
  COUNT("wait in the ledger, counted"),
  SPLIT("split");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /** As the documentation names it. */
  String label() {
    return label;
  }
}

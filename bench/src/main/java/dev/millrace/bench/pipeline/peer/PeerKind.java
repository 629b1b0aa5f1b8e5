package dev.millrace.bench.pipeline.peer;

/** What the peer is built on. */
public enum PeerKind {
  SPRING("Spring Cloud AWS"),
  CAMEL("Camel");

  private final String label;

  PeerKind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}

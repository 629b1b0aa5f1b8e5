package dev.millrace.bench.contender;

/** The contenders. */
public enum ContenderKind {
  MILLRACE("Millrace"),
  BARE_LOOP("bare loop"),
  SPRING_DEFAULT("Spring, default"),
  SPRING_TUNED("Spring, tuned"),
  SPRING_VIRTUAL("Spring, virtual threads"),
  DYNAMIC_LISTENER("Dynamic SQS Listener");

  private final String label;

  ContenderKind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** Whether it is a popular library to compare with. */
  public boolean peer() {
    return switch (this) {
      case MILLRACE, BARE_LOOP -> false;
      case SPRING_DEFAULT, SPRING_TUNED, SPRING_VIRTUAL, DYNAMIC_LISTENER -> true;
    };
  }
}

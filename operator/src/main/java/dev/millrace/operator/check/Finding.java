package dev.millrace.operator.check;

/**
 * A difference.
 *
 * @param kind the compared things: {@code buckets}, {@code moments}, {@code coverage}, {@code rows}
 *     or {@code attempts}
 * @param what a sentence with both sides
 * @param remedy the command or statement to run
 */
public record Finding(String type, String kind, String what, String remedy) {

  @Override
  public String toString() {
    return "%s: %s; %s".formatted(type, what, remedy);
  }
}

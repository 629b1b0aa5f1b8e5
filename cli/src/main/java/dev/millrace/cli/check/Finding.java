package dev.millrace.cli.check;

/**
 * Something that does not agree.
 *
 * @param kind what was compared: {@code buckets}, {@code moments}, {@code coverage}, {@code rows}
 *     or {@code attempts}
 * @param what a sentence with both sides
 * @param remedy what to run
 */
record Finding(String type, String kind, String what, String remedy) {

  @Override
  public String toString() {
    return "%s: %s; %s".formatted(type, what, remedy);
  }
}

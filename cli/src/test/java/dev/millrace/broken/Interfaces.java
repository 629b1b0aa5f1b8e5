package dev.millrace.broken;

/** One bad interface among the kinds that are welcome. */
final class Interfaces {
  private Interfaces() {}

  interface Lonely {}

  record Companion() implements Lonely {}

  sealed interface Choice {}

  record OnlyChoice() implements Choice {}

  @FunctionalInterface
  interface Verb {
    void act();
  }

  record Action() implements Verb {
    @Override
    public void act() {}
  }

  interface Pair {}

  record Left() implements Pair {}

  record Right() implements Pair {}
}

package dev.millrace.broken;

/** Speaks the language of the machine. */
final class ForeignMain {
  private ForeignMain() {}

  public static void main(String[] arguments) {
    System.out.println("%d arguments".formatted(arguments.length));
  }
}

package dev.millrace.broken;

/** Talks to whom? */
final class PrintsALine {
  private PrintsALine() {}

  static void done() {
    System.out.println("done");
  }
}

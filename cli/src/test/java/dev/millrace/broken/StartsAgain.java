package dev.millrace.broken;

/** Makes the root a part. */
final class StartsAgain {
  private StartsAgain() {}

  static void again() {
    BrokenMain.start();
  }
}

package dev.millrace.torture.planted;

/** Widens the moment in which a planted fault does harm. Called by changed classes. */
public final class Pause {

  private static final long MILLIS = 150;

  private Pause() {}

  public static void brief() {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

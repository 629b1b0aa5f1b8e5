package dev.millrace.broken;

import java.time.Instant;

/** May look at the clock and print. */
final class BrokenMain {
  private BrokenMain() {}

  static void start() {
    Runnable nested =
        new Runnable() {
          @Override
          public void run() {
            System.out.println(Instant.now());
          }
        };
    nested.run();
  }
}

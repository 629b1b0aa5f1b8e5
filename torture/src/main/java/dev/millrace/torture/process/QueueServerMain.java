package dev.millrace.torture.process;

import dev.millrace.local.aws.LocalQueues;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/** The queue server as a process. It is killed together with all of its messages. */
public final class QueueServerMain {

  private QueueServerMain() {}

  /**
   * Runs until it is killed.
   *
   * @param arguments the port of 127.0.0.1
   */
  public static void main(String[] arguments) throws InterruptedException {
    Locale.setDefault(Locale.ROOT);
    try (LocalQueues _ = LocalQueues.start(Integer.parseInt(arguments[0]))) {
      new CountDownLatch(1).await();
    }
  }
}

package dev.millrace.local.database;

import dev.millrace.local.process.GuardedProcess;
import java.nio.file.Path;
import java.util.List;

/** A JVM that starts everything, prints the process ids, and waits to be killed. */
final class KilledJvm {
  private KilledJvm() {}

  public static void main(String[] arguments) throws Exception {
    List<String> sleep = List.of("sleep", "600");
    System.out.println(LocalDatabase.temporary().pid());
    System.out.println(LocalDatabase.start(Path.of(arguments[0])).pid());
    System.out.println(GuardedProcess.start(new ProcessBuilder(sleep)).pid());
    System.out.println(new ProcessBuilder(GuardedProcess.shellGuarded(sleep)).start().pid());
    System.out.println("ready");
    Thread.currentThread().join();
  }
}

package dev.millrace.local.database;

import java.io.IOException;
import java.nio.file.Path;

/** Another JVM with the class path of the tests. */
final class TestJvm {
  private TestJvm() {}

  static Process start(Class<?> main, String argument) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            argument)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}

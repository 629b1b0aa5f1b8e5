package dev.millrace.local.database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Another JVM with the class path of the tests, and with the same database server. */
final class TestJvm {
  private TestJvm() {}

  static Process start(Class<?> main, String argument) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    for (String server : List.of("millrace.mysql", "millrace.mariadb")) {
      String value = System.getProperty(server);
      if (value != null) {
        command.add("-D%s=%s".formatted(server, value));
      }
    }
    Collections.addAll(
        command, "-cp", System.getProperty("java.class.path"), main.getName(), argument);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}

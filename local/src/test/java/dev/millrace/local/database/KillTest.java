package dev.millrace.local.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
  @TempDir Path folder;

  @Test
  void nothing_outlives_a_killed_jvm_and_its_data_folder_starts_again() throws Exception {
    Process jvm = TestJvm.start(KilledJvm.class, folder.toString());
    List<ProcessHandle> children;
    try {
      children = children(jvm);
      assertThat(children).hasSize(4).allMatch(ProcessHandle::isAlive);
    } finally {
      jvm.destroyForcibly().waitFor();
    }

    for (ProcessHandle child : children) {
      child.onExit().get(10, TimeUnit.SECONDS);
    }
    try (LocalDatabase again = LocalDatabase.start(folder)) {
      assertThat(version(again).contains("MariaDB"))
          .as("the server of this test run")
          .isEqualTo(System.getProperty("millrace.mysql") == null);
    }
  }

  private static String version(LocalDatabase database) throws Exception {
    try (Connection connection =
        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
      return connection.getMetaData().getDatabaseProductVersion();
    }
  }

  private static List<ProcessHandle> children(Process jvm) throws Exception {
    try (BufferedReader lines = jvm.inputReader(StandardCharsets.UTF_8)) {
      return lines
          .lines()
          .takeWhile(line -> !line.equals("ready"))
          .map(Long::parseLong)
          .map(pid -> ProcessHandle.of(pid).orElseThrow())
          .toList();
    }
  }
}

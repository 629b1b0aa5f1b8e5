package dev.millrace.local.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.file.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MariaDbInstallationTest {
  @TempDir Path cache;

  @Test
  void two_jvms_at_once_unpack_once_and_ignore_what_a_killed_one_left() throws Exception {
    String name = MariaDbInstallation.in(Folders.cache()).folder().getFileName().toString();
    Path left = Files.createDirectories(cache.resolve(name + ".partial-1/base/bin"));
    Files.writeString(left.resolve("mariadbd"), "half of it");
    Callable<Integer> jvm = () -> InstallingJvm.start(cache).waitFor();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> exit : threads.invokeAll(List.of(jvm, jvm))) {
        assertThat(exit.get()).isZero();
      }
    }

    MariaDbInstallation installation = MariaDbInstallation.in(cache);
    assertThat(Files.isExecutable(installation.base().resolve("bin/mariadbd"))).isTrue();
    assertThat(installation.template().resolve("ibdata1")).isRegularFile();
    assertThat(Folders.list(cache))
        .extracting(entry -> entry.getFileName().toString())
        .containsExactly(name, name + ".lock");
  }
}

package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Commits;
import dev.millrace.cli.Execution;
import dev.millrace.cli.ShippedTypes;
import dev.millrace.cli.TableDump;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares imports whose processes are killed with an undisturbed import. */
class KilledDemoTest {

  /** Slow enough that a replaced worker still finds slices. */
  private static final Map<String, String> SLOW = Map.of("MILLRACE_SOURCE_RATE", "20");

  /** As short as a lease can be, since every kill costs one. */
  private static final Map<String, String> SHORT_LEASES =
      Map.of("MILLRACE_SOURCE_RATE", "20", "MILLRACE_LEASE_SECONDS", "6");

  private static final String DOCUMENTS = "--documents=" + Commits.file();

  @TempDir private static Path undisturbed;

  private static Map<String, String> wide = Map.of();
  private static List<String> expected = List.of();

  @TempDir private Path folder;

  /** In one slice, which is quick and must make no difference. */
  @BeforeAll
  static void import_undisturbed() throws Exception {
    System.setProperty("millrace.worker.classpath", System.getProperty("java.class.path"));
    wide = Map.of("MILLRACE_TYPES", ShippedTypes.inSlicesOf("1d", undisturbed).toString());
    Path data = undisturbed.resolve("data");

    Execution run = Execution.of(wide, "demo", DOCUMENTS, "--data=" + data);

    assertThat(run.status()).as(run.err()).isZero();
    expected = TableDump.of(data);
    assertThat(expected).hasSizeGreaterThan(Commits.COUNT);
  }

  @Test
  void workers_that_are_killed_are_replaced_and_the_tables_are_the_same() throws Exception {
    Path data = folder.resolve("data");

    Execution run;
    try (DemoProcess demo =
        DemoProcess.start(folder, SHORT_LEASES, DOCUMENTS, "--data=" + data, "--workers=2")) {
      demo.awaitSlices(15);
      demo.workers().getFirst().destroyForcibly();
      demo.awaitSlices(50);
      demo.awaitWorkers(2).forEach(ProcessHandle::destroyForcibly);
      run = demo.await();
    }

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("workers   3 exited unexpectedly and were replaced");
    assertThat(run.err()).contains("the workers' logs are in " + folder);
    assertThat(TableDump.of(data)).isEqualTo(expected);
  }

  @Test
  void a_demo_that_is_killed_leaves_nothing_behind_and_its_folder_works() throws Exception {
    Path data = folder.resolve("data");

    List<ProcessHandle> left;
    try (DemoProcess demo = DemoProcess.start(folder, SLOW, DOCUMENTS, "--data=" + data)) {
      demo.awaitSlices(30);
      left = demo.descendants();
      demo.handle().destroyForcibly();
      demo.await();
    }
    awaitEnd(left);
    Execution next = Execution.of(wide, "demo", DOCUMENTS, "--data=" + data);

    assertThat(left).hasSize(2);
    assertThat(next.status()).as(next.err()).isZero();
    assertThat(next.out()).contains("note: an earlier run was interrupted; its ");
    assertThat(TableDump.of(data)).isEqualTo(expected);
  }

  @Test
  void a_demo_that_is_asked_to_stop_releases_its_resources() throws Exception {
    Path data = folder.resolve("data");
    Path temporary = Files.createDirectory(folder.resolve("tmp"));

    List<ProcessHandle> left;
    Execution run;
    try (DemoProcess demo = DemoProcess.start(temporary, SLOW, DOCUMENTS, "--data=" + data)) {
      demo.awaitSlices(10);
      left = demo.descendants();
      // SIGTERM, since processes of a background build ignore SIGINT.
      demo.handle().destroy();
      run = demo.await();
    }
    awaitEnd(left);

    assertThat(left).hasSize(2);
    assertThat(run.status()).isEqualTo(128 + 15);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).doesNotContain("Exception", "\tat ");
    assertThat(Files.readString(data.resolve("server.log"))).contains("Shutdown complete");
  }

  private static void awaitEnd(List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      process.onExit().get(10, TimeUnit.SECONDS);
    }
  }
}

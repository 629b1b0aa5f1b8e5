package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.document.Documents;
import dev.millrace.settings.Setting;
import dev.millrace.time.Window;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A worker that is told to go by SIGTERM, as tasks on spare capacity are. */
final class StoppedWorkerTest {

  private static final int SLICES = 12;

  /** Much longer than the test: without being given back, slices and messages would be missed. */
  private static final String LEASE = "3000";

  @TempDir private Path folder;
  @AutoClose private final WorkerJvms jvms = new WorkerJvms();
  private final Random random = new Random();
  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile boolean slow = true;

  /** Slices are then waiting, being asked for, being read, being written or done. */
  @RepeatedTest(3)
  void at_any_moment_it_gives_its_slices_back_and_another_imports_them_at_once() throws Exception {
    TestQueues queues = new TestQueues("import", "backfill", "aggregate");
    try (TestDatabase database = new TestDatabase(TestDatabase.THINGS);
        DocumentApi api =
            DocumentApi.start(
                Documents.of(TestPipeline.things(30 * SLICES, "hammer")),
                0,
                InstantSource.system(),
                List.of(new Slow()))) {
      settings(api, database, queues);
      for (int i = 0; i < SLICES; i++) {
        long slice = database.plan("Thing", new Window(600L * i, 600L * i + 600));
        queues.send("import", TestImport.message(slice));
      }
      Process process = jvms.start(folder.resolve("stopped.log"));
      assertThat(asked.await(60, TimeUnit.SECONDS)).as("whether it works").isTrue();
      long millis = random.nextInt(2_000);
      Thread.sleep(millis);

      process.destroy();

      assertThat(WorkerJvms.exitStatus(process)).as("after %d ms", millis).isZero();
      assertThat(database.rows("SELECT state, attempts FROM millrace_slice WHERE state <> 'done'"))
          .as("after %d ms", millis)
          .allMatch(slice -> slice.equals("planned 0") || slice.equals("sent 0"));
      assertThat(database.number("SELECT COUNT(*) FROM millrace_attempt WHERE state = 'running'"))
          .isZero();

      slow = false;
      jvms.start(folder.resolve("next.log"));
      TestPipeline.await(
          () ->
              database.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'done'") == SLICES,
          "be imported by the next, stopped after " + millis + " ms");
      assertThat(database.rows("SELECT id, name FROM Thing ORDER BY id"))
          .isEqualTo(TestPipeline.rows(30 * SLICES, "hammer"));
    }
  }

  private void settings(DocumentApi api, TestDatabase database, TestQueues queues) {
    jvms.settings(api.url(), api.key(), queues.url("import"));
    jvms.set(Setting.BACKFILL_QUEUE, queues.url("backfill"));
    jvms.set(Setting.AGGREGATE_QUEUE, queues.url("aggregate"));
    jvms.set(database.settings(1));
    jvms.set(Setting.LEASE_SECONDS, LEASE);
    jvms.set(Setting.STOP_SECONDS, "1");
    jvms.set(Setting.IMPORT_PERMITS, "3");
  }

  /**
   * Delays each request by up to a second; one in four while the test lets the first worker run.
   */
  private final class Slow extends Filter {
    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      asked.countDown();
      long millis = random.nextInt(4) == 0 ? 120_000 : random.nextInt(1_000);
      try {
        for (long waited = 0; waited < millis && slow; waited += 20) {
          Thread.sleep(20);
        }
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      chain.doFilter(exchange);
    }

    @Override
    public String description() {
      return "slow";
    }
  }
}

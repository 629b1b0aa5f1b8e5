package dev.millrace.cli.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.cli.DeadPipeline;
import dev.millrace.cli.Execution;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.document.Documents;
import dev.millrace.settings.Environment;
import dev.millrace.worker.Worker;
import dev.millrace.worker.WorkerSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a malformed response of the source, through a dead slice and its redrive, to done. */
final class DeadSliceRecoveryTest {

  private static final String THING =
      """
      type: Thing
      accept: /data/name
      occurred_at: /timestamp
      columns:
        name: { from: /data/name }
      """;

  @TempDir private Path types;

  @Test
  void a_slice_dies_is_seen_and_is_done_after_a_redrive() throws Exception {
    Files.writeString(types.resolve("Thing.yaml"), THING);
    Nonsense nonsense = new Nonsense();
    List<String> documents =
        List.of("{\"id\":\"a\",\"timestamp\":5,\"type\":\"Thing\",\"data\":{\"name\":\"hammer\"}}");
    try (DeadPipeline pipeline = new DeadPipeline();
        DocumentApi source =
            DocumentApi.start(
                Documents.of(documents), 0, InstantSource.system(), List.of(nonsense))) {
      Map<String, String> environment = pipeline.environment();
      environment.put("MILLRACE_TYPES", types.toString());
      environment.put("MILLRACE_SOURCE_URL", source.url());
      environment.put("MILLRACE_SOURCE_KEY", source.key());
      environment.put("MILLRACE_POLL_SECONDS", "1");
      environment.put("MILLRACE_DEAD_AFTER_SECONDS", "0");
      run(environment, "types", "apply");
      run(environment, "backfill", "--types=Thing", "--from=0", "--to=600");
      pipeline.sql("UPDATE millrace_slice SET attempts = 4");

      try (Worker _ =
          Worker.start(
              WorkerSettings.from(new Environment(environment)),
              "the worker",
              pipeline.client(),
              InstantSource.system())) {
        await(() -> pipeline.text("SELECT state FROM millrace_slice").equals("dead"));
        await(
            () -> run(environment, "dlq", "list", "--queue=backfill").contains("not one complete"));
        String shown = run(environment, "dlq", "show", "--queue=backfill");
        nonsense.over = true;
        String redriven = run(environment, "dlq", "redrive", "--type=Thing");
        await(() -> pipeline.text("SELECT state FROM millrace_slice").equals("done"));

        assertThat(shown)
            .contains("backfill Thing\n", "  worker         the worker\n", "  run            1\n")
            .contains("  exception      dev.millrace.worker.source.MalformedAnswerException: ");
        assertThat(redriven).isEqualTo("      1 planned again (slices)\n");
        assertThat(pipeline.text("SELECT name FROM Thing")).isEqualTo("hammer");
        assertThat(pipeline.text("SELECT CONCAT(attempts, ' ', replays) FROM millrace_slice"))
            .isEqualTo("1 1");
        assertThat(run(environment, "dlq", "list")).isEqualTo("no dead letters\n");
      }
    }
  }

  private static String run(Map<String, String> environment, String... arguments) {
    Execution run = Execution.of(environment, arguments);
    assertThat(run.status()).as(run.err()).isZero();
    return run.out();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  /** Answers with a malformed list of documents until it is fixed. */
  private static final class Nonsense extends Filter {

    private volatile boolean over;

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      if (over || exchange.getRequestURI().getPath().startsWith("/get_docs/")) {
        chain.doFilter(exchange);
        return;
      }
      byte[] body = "<html>busy</html>".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    }

    @Override
    public String description() {
      return "nonsense";
    }
  }
}

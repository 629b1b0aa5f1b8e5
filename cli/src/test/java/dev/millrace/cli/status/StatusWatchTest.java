package dev.millrace.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The overall status, watched while the database goes and comes back. */
final class StatusWatchTest {

  @Test
  void the_watch_survives_an_outage_and_reports_it_once() throws Exception {
    try (LocalQueues queues = LocalQueues.start();
        LocalDatabase server = LocalDatabase.temporary()) {
      try (Database database =
          Database.open(
              new DatabaseSettings(server.jdbcUrl(), server.user(), server.password(), 1))) {
        database.migrate();
      }
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      StatusWatch watch =
          new StatusWatch(
              environment(queues, server),
              new PrintWriter(out, true),
              new PrintWriter(err, true),
              false);
      Thread watching = Thread.ofVirtual().start(() -> run(watch, err));
      try {
        await(watching, err, () -> out.toString().contains("queues   import 0, "));
        ProcessHandle killed = ProcessHandle.of(server.pid()).orElseThrow();
        killed.destroyForcibly();
        killed.onExit().get(30, TimeUnit.SECONDS);
        await(watching, err, () -> err.toString().contains("since "));
        int shown = out.toString().length();
        server.restart();
        await(watching, err, () -> out.toString().length() > shown);
      } finally {
        watching.interrupt();
        watching.join();
      }

      assertThat(err.toString())
          .containsPattern(
              "^millrace: MILLRACE_DB_URL: the database at 127.0.0.1:%d .*\\(since 20.*Z; trying"
                  .formatted(server.port()))
          .hasLineCount(1);
    }
  }

  private static void run(StatusWatch watch, StringWriter err) {
    try {
      watch.run();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      err.write(e + "\nended\n");
    }
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Thread watching, StringWriter err, Condition condition)
      throws InterruptedException {
    while (!condition.holds()) {
      assertThat(watching.isAlive()).as(err.toString()).isTrue();
      watching.join(Duration.ofMillis(50));
    }
  }

  private static Map<String, String> environment(LocalQueues queues, LocalDatabase server) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("AWS_ENDPOINT_URL", queues.endpoint());
    environment.put("AWS_REGION", queues.region());
    environment.put("MILLRACE_DB_URL", server.jdbcUrl());
    environment.put("MILLRACE_DB_USER", server.user());
    environment.put("MILLRACE_DB_PASSWORD", server.password());
    for (String queue : List.of("import", "backfill", "aggregate")) {
      environment.put(
          "MILLRACE_%s_QUEUE".formatted(queue.toUpperCase(Locale.ROOT)), queues.url(queue));
    }
    return environment;
  }
}

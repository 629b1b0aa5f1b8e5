package dev.millrace.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Execution;
import dev.millrace.contact.DatabaseContact;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.ledger.run.Runs;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.time.Window;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands without their database. */
final class LostDatabaseTest {

  private static final String URL = "jdbc:mysql://127.0.0.1:1/millrace";

  /** Less than the pool waits for a connection. */
  private static final Duration SECONDS = Duration.ofSeconds(8);

  @TempDir private Path types;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "status 1",
        "status 1 --watch",
        "gaps",
        "produce",
        "sweep",
        "resend",
        "backfill --from=-2d",
        "pause 1",
        "cancel 1",
        "exclude --type T --from=-2d --to=-1d --because=x",
        "dlq redrive",
        "rejected list",
        "recount --type T",
        "reconcile",
        "types list",
        "types plan",
        "types apply"
      })
  void a_refused_connection_ends_the_command_within_seconds(String command) throws Exception {
    Files.writeString(
        types.resolve("T.yaml"), "type: T\ncolumns: { name: { from: /data/name } }\n");
    long begun = System.nanoTime();

    Execution run = Execution.of(environment(), command.split(" "));

    assertThat(run.err())
        .isEqualTo(
            "millrace: MILLRACE_DB_URL: the database at 127.0.0.1:1 refuses connections; start it"
                + " or correct the URL\n");
    assertThat(run.status()).isEqualTo(1);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SECONDS);
  }

  @Test
  void a_watch_survives_an_outage_and_reports_it() throws Exception {
    try (LocalDatabase server = LocalDatabase.temporary();
        Database database = Database.open(settings(server))) {
      database.migrate();
      long run =
          new Runs(database)
              .plan(RunKind.BACKFILL, "a test", List.of(new PlannedSlice("T", new Window(0, 600))))
              .run();
      StringWriter err = new StringWriter();
      RunWatch watch =
          new RunWatch(
              database, DatabaseContact.of(settings(server)), run, new PrintWriter(err, true));
      CompletableFuture<RunSummary> ended = new CompletableFuture<>();
      Thread watching =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      ended.complete(watch.untilEnded());
                    } catch (InterruptedException | RuntimeException e) {
                      ended.completeExceptionally(e);
                    }
                  });

      ProcessHandle killed = ProcessHandle.of(server.pid()).orElseThrow();
      killed.destroyForcibly();
      killed.onExit().get(30, TimeUnit.SECONDS);
      while (!err.toString().contains("since ") && watching.isAlive()) {
        watching.join(Duration.ofMillis(50));
      }
      server.restart();
      database.transact(
          connection -> Sql.update(connection, "UPDATE millrace_slice SET state = 'cancelled'"));

      assertThat(ended.get(60, TimeUnit.SECONDS).openSlices()).isZero();
      assertThat(err.toString())
          .containsPattern(
              "millrace: MILLRACE_DB_URL: the database at 127.0.0.1:%d .*\\(since 20.*Z; trying"
                  .formatted(server.port()));
    }
  }

  private static DatabaseSettings settings(LocalDatabase server) {
    return new DatabaseSettings(server.jdbcUrl(), server.user(), server.password(), 2);
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("MILLRACE_TYPES", types.toString());
    environment.put("MILLRACE_DB_URL", URL);
    environment.put("MILLRACE_DB_USER", "u");
    environment.put("MILLRACE_DB_PASSWORD", "p");
    environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    environment.put("AWS_REGION", "eu-west-1");
    for (String queue : List.of("IMPORT", "BACKFILL", "AGGREGATE")) {
      environment.put("MILLRACE_" + queue + "_QUEUE", "http://127.0.0.1:1/1/" + queue);
    }
    return environment;
  }
}

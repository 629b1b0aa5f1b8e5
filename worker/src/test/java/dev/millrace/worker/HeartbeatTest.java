package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.contact.DatabaseContact;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.fleet.SourceFailures;
import dev.millrace.worker.outage.DatabaseLink;
import dev.millrace.worker.source.guard.CircuitReports;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class HeartbeatTest {

  @AutoClose private final TestPipeline pipeline = new TestPipeline(TestDatabase.THINGS);

  @Test
  void worker_has_a_row_until_it_stops_and_deletes_old_rows() throws Exception {
    pipeline
        .database()
        .run(
            "INSERT INTO millrace_worker VALUES"
                + " ('dead', NOW(3), NOW(3) - INTERVAL 61 MINUTE, 0),"
                + " ('killed', NOW(3), NOW(3) - INTERVAL 59 MINUTE, 0)");

    pipeline.start(List.of());
    TestPipeline.await(() -> names().contains("test worker"), "give a sign");

    assertThat(names()).containsExactly("killed", "test worker");

    pipeline.stop();

    assertThat(names()).containsExactly("killed");
  }

  @Test
  void outage_of_the_database_is_reported_until_it_ends() throws Exception {
    DatabaseSettings settings = pipeline.database().settings(2);
    try (DatabaseLink link = new DatabaseLink(settings);
        Database database = Database.open(link.settings());
        Heartbeat heartbeat =
            Heartbeat.start(
                database,
                DatabaseContact.of(link.settings()),
                "a worker",
                () -> 3,
                new CircuitReports(
                    new SourceFailures(database),
                    List::of,
                    _ -> Optional.empty(),
                    InstantSource.system()))) {
      TestPipeline.await(() -> names().contains("a worker"), "give a sign");
      assertThat(heartbeat.databaseTrouble()).isEmpty();

      link.cut();
      TestPipeline.await(
          () -> heartbeat.databaseTrouble().orElse("").matches("for \\d+ s: .*127.0.0.1:.*"),
          "notice the outage");
      link.mend();
      database.probe();

      assertThat(heartbeat.databaseTrouble()).isEmpty();
    }
    assertThat(names()).doesNotContain("a worker");
  }

  private List<String> names() {
    return pipeline.database().rows("SELECT name FROM millrace_worker ORDER BY name");
  }
}

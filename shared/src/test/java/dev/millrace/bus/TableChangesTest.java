package dev.millrace.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Packet;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.EmptyLedger;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.local.aws.LocalBus;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class TableChangesTest {

  @RegisterExtension private static final EmptyLedger ledger = new EmptyLedger();

  private final LocalBus local = LocalBus.start();
  private final EventBus bus = LocalBuses.open(local);
  private TableChanges changes;

  @BeforeEach
  void reset() {
    ledger.update("DELETE FROM millrace_table_change");
    new StoredTypes(ledger.database())
        .save(
            DefinitionParser.parse(
                "type: Push\ntable: Pushes\ncolumns: { a: { from: /a } }", "Push"));
    changes = new TableChanges(ledger.database());
  }

  @AfterEach
  void close() {
    bus.close();
    local.close();
  }

  @Test
  void a_slice_that_wrote_rows_is_published_with_its_table_and_run() {
    long slice = ledger.slice("Push", 600, 1200);
    importSlice(slice, new Counts(12, 5, 3, 2, 1, 1));

    assertThat(changes.tell(bus)).isEqualTo(1);

    assertThat(local.details())
        .containsExactly(
            """
            {"version":1,"tables":[{"table":"Pushes","type":"Push","run":%d,\
            "from":600,"to":1200,"rows":8}]}"""
                .formatted(ledger.runOf(slice)));
  }

  @Test
  void a_slice_that_wrote_nothing_is_not_published() {
    importSlice(ledger.slice("Push", 600, 1200), new Counts(4, 0, 0, 2, 1, 1));

    assertThat(changes.tell(bus)).isZero();

    assertThat(local.calls()).isEmpty();
  }

  @Test
  void rows_of_a_failed_attempt_are_published_with_the_finished_one() {
    long slice = ledger.slice("Push", 600, 1200);
    Attempts attempts = ledger.attempts("worker");
    Attempt failed = ledger.claim(attempts, slice, "Push");
    count(failed, new Counts(7, 7, 0, 0, 0, 0));
    attempts.fail(failed, "broken");

    importSlice(slice, new Counts(8, 1, 0, 7, 0, 0));

    assertThat(changes.tell(bus)).isEqualTo(1);
    assertThat(local.details().getFirst()).contains("\"rows\":8");
  }

  @Test
  void changes_of_one_table_and_run_are_published_together() {
    long run =
        ledger.run(
            List.of(
                new PlannedSlice("Push", new Window(1200, 1800)),
                new PlannedSlice("Push", new Window(600, 1200))));
    for (String slice : ledger.texts("SELECT id FROM millrace_slice WHERE run = ?", run)) {
      importSlice(Long.parseLong(slice), new Counts(5, 5, 0, 0, 0, 0));
    }
    count(new Window(900, 1200), 1);
    count(new Window(300, 600), 1);

    assertThat(changes.tell(bus)).isEqualTo(4);

    assertThat(local.details())
        .containsExactly(
            """
            {"version":1,"tables":[\
            {"table":"Pushes","type":"Push","run":%d,"from":600,"to":1800,"rows":10},\
            {"table":"EventCount","type":"Push","from":300,"to":1200,"rows":2}]}"""
                .formatted(run));
  }

  @Test
  void published_changes_are_not_published_again() {
    count(new Window(300, 600), 1);
    changes.tell(bus);

    assertThat(changes.tell(bus)).isZero();

    assertThat(local.details()).hasSize(1);
  }

  @Test
  void refused_changes_are_published_the_next_time() {
    count(new Window(300, 600), 1);
    local.refuse(1);
    assertThatThrownBy(() -> changes.tell(bus)).isInstanceOf(EventsRefusedException.class);

    assertThat(changes.tell(bus)).isEqualTo(1);

    assertThat(local.details()).hasSize(1);
  }

  @Test
  void concurrent_publishers_publish_each_change_once() {
    for (int i = 0; i < 50; i++) {
      count(new Window(300L * i, 300L * i + 300), 1);
    }

    CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> changes.tell(bus));
    int other = changes.tell(bus);

    assertThat(one.join() + other).isEqualTo(50);
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_table_change")).isZero();
  }

  @Test
  void many_tables_are_published_in_several_events() {
    for (int i = 0; i < 101; i++) {
      String type = "Type" + i;
      ledger.database().transact(connection -> counts(connection, type));
    }

    changes.tell(bus);

    assertThat(local.details()).hasSize(2);
    assertThat(local.details().getLast()).contains("\"type\":\"Type100\"");
  }

  @Test
  void without_a_bus_a_change_is_forgotten_after_a_day() {
    count(new Window(300, 600), 1);
    changes.forget();
    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_table_change")).isEqualTo(1);

    ledger.update("UPDATE millrace_table_change SET changed_at = NOW(3) - INTERVAL 25 HOUR");
    changes.forget();

    assertThat(ledger.number("SELECT COUNT(*) FROM millrace_table_change")).isZero();
  }

  private static void importSlice(long slice, Counts counts) {
    Attempts attempts = ledger.attempts("worker");
    Attempt attempt = ledger.claim(attempts, slice, "Push");
    count(attempt, counts);
    attempts.finish(attempt);
  }

  private static void count(Attempt attempt, Counts counts) {
    ledger
        .database()
        .transact(
            connection -> {
              Packet.send(connection, packet -> Attempts.count(packet, attempt, counts));
              return attempt;
            });
  }

  private static void count(Window window, int buckets) {
    ledger
        .database()
        .transact(
            connection -> {
              Packet.send(
                  connection, packet -> TableChanges.counts(packet, "Push", window, buckets));
              return window;
            });
  }

  private static String counts(Connection connection, String type) throws SQLException {
    Packet.send(connection, packet -> TableChanges.counts(packet, type, new Window(0, 300), 1));
    return type;
  }
}

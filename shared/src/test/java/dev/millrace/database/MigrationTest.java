package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.local.database.LocalDatabase;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class MigrationTest {

  private static final List<String> TABLES =
      List.of(
          "event",
          "eventcount",
          "eventcountalltypes",
          "eventcountbyend",
          "eventcountdaily",
          "eventcountfilled",
          "eventcounthourly",
          "millrace_attempt",
          "millrace_broken_promise",
          "millrace_calendar",
          "millrace_calendar_day",
          "millrace_coverage",
          "millrace_exclusion",
          "millrace_folded_span",
          "millrace_lock",
          "millrace_migration",
          "millrace_operation",
          "millrace_recheck",
          "millrace_rejected",
          "millrace_rejected_document",
          "millrace_run",
          "millrace_slice",
          "millrace_source",
          "millrace_source_type",
          "millrace_stale_bucket",
          "millrace_table_change",
          "millrace_total",
          "millrace_type",
          "millrace_worker");

  @Test
  void migrating_again_changes_nothing() {
    try (Database database = empty()) {
      database.migrate();
      database.transact(
          connection ->
              Sql.update(
                  connection,
                  "INSERT INTO EventCount VALUES ('2024-06-10', 'T', 1, '2024-06-10')"));
      database.migrate();

      assertThat(tables(database)).containsExactlyElementsOf(TABLES);
      assertThat(
              database.<Long>transact(
                  connection -> Sql.number(connection, "SELECT COUNT(*) FROM EventCount")))
          .isEqualTo(1);
    }
  }

  @Test
  void other_tables_stay_unchanged() {
    try (Database database = empty()) {
      database.transact(connection -> Sql.update(connection, "CREATE TABLE Event (a INT)"));

      database.migrate();
      database.migrate();

      assertThat(tables(database)).contains("event").containsAll(TABLES);
    }
  }

  /** A half-done migration would have to be fixed by hand. */
  @Test
  void the_counts_of_the_replaced_job_have_to_make_room() {
    try (Database database = empty()) {
      update(database, "CREATE TABLE Event (event_id INT, occurrence_timestamp DATETIME)");
      update(database, "CREATE TABLE EventCount (dt_bucket DATETIME, actual_count INT)");

      assertThatThrownBy(database::migrate)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("RENAME TABLE EventCount TO EventCountBefore");
      assertThat(tables(database)).containsExactly("event", "eventcount");

      update(database, "RENAME TABLE EventCount TO EventCountBefore");
      database.migrate();

      assertThat(tables(database)).contains("eventcountbefore").containsAll(TABLES);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void two_may_migrate_at_once(boolean besideOthers) throws Exception {
    try (Database database = empty();
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      if (besideOthers) {
        database.transact(connection -> Sql.update(connection, "CREATE TABLE Event (a INT)"));
      }
      CyclicBarrier together = new CyclicBarrier(2);

      List<Future<?>> both =
          List.of(
              threads.submit(() -> migrate(database, together)),
              threads.submit(() -> migrate(database, together)));

      for (Future<?> one : both) {
        one.get(60, TimeUnit.SECONDS);
      }
      assertThat(tables(database)).containsAll(TABLES);
      assertThat(
              database.<Long>transact(
                  connection ->
                      Sql.number(
                          connection,
                          "SELECT COUNT(*) FROM millrace_migration WHERE version = '1'")))
          .isEqualTo(1);
    }
  }

  @Test
  void migrating_is_silent_but_for_information() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try (Database database = empty()) {
      database.migrate();
      database.migrate();
    } finally {
      root.detachAppender(log);
    }

    assertThat(log.list)
        .as("other tests may be running at the same time")
        .filteredOn(event -> event.getThreadName().equals(Thread.currentThread().getName()))
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEmpty();
  }

  private static Object migrate(Database database, CyclicBarrier together) throws Exception {
    together.await(30, TimeUnit.SECONDS);
    database.migrate();
    return database;
  }

  private static void update(Database database, String sql) {
    database.transact(connection -> Sql.update(connection, sql));
  }

  private static Database empty() {
    LocalDatabase server = LocalDatabase.shared();
    return Database.open(
        new DatabaseSettings(server.createSchema(), server.user(), server.password(), 4));
  }

  private static List<String> tables(Database database) {
    return database.transact(
        connection ->
            Sql.list(
                connection,
                "SELECT LOWER(TABLE_NAME) FROM information_schema.TABLES"
                    + " WHERE TABLE_SCHEMA = DATABASE() ORDER BY 1",
                row -> row.getString(1)));
  }
}

package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.database.LocalDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DatabaseUnavailableTest {

  @Test
  void a_stopped_server_is_unavailable_and_opening_does_not_wait_for_it() {
    LocalDatabase server = LocalDatabase.temporary();
    DatabaseSettings settings =
        new DatabaseSettings(server.jdbcUrl(), server.user(), server.password(), 2);

    try (Database database = Database.open(settings)) {
      assertThatThrownBy(
              () ->
                  database.transact(
                      connection -> {
                        long one = Sql.number(connection, "SELECT 1");
                        server.close();
                        return one + Sql.number(connection, "SELECT 1");
                      }))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.unavailable()).isTrue());
      assertThat(database.unavailable()).isTrue();
    }

    Database.open(settings).close();
  }

  @Test
  void failed_statements_and_locks_do_not_make_the_database_unavailable() {
    LocalDatabase server = LocalDatabase.shared();

    try (Database database =
        Database.open(
            new DatabaseSettings(server.createSchema(), server.user(), server.password(), 2))) {
      assertThatThrownBy(
              () -> database.transact(connection -> Sql.number(connection, "SELECT nothing")))
          .isInstanceOf(DatabaseException.class);

      assertThat(database.unavailable()).isFalse();
    }
  }

  @Test
  void an_interrupt_in_a_statement_neither_marks_the_database_unavailable_nor_empties_the_pool()
      throws Exception {
    LocalDatabase server = LocalDatabase.shared();
    try (Database database =
        Database.open(
            new DatabaseSettings(server.createSchema(), server.user(), server.password(), 2))) {
      CountDownLatch inStatement = new CountDownLatch(1);
      CountDownLatch held = new CountDownLatch(1);
      CompletableFuture<Long> other =
          CompletableFuture.supplyAsync(
              () ->
                  database.transact(
                      connection -> {
                        long id = Sql.number(connection, "SELECT CONNECTION_ID()");
                        held.countDown();
                        await(inStatement);
                        return id;
                      }));
      await(held);
      CompletableFuture<Exception> failure = new CompletableFuture<>();
      Thread interrupted =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      database.transact(
                          connection -> {
                            inStatement.countDown();
                            return Sql.number(connection, "SELECT SLEEP(20)");
                          });
                      failure.complete(new IllegalStateException("not interrupted"));
                    } catch (Exception e) {
                      failure.complete(e);
                    }
                  });
      long kept = other.get(10, TimeUnit.SECONDS);

      interrupted.interrupt();

      assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(DatabaseException.class);
      assertThat(database.unavailable()).isFalse();
      assertThat(ids(database)).as("the connection that was not interrupted").contains(kept);
    }
  }

  private static List<Long> ids(Database database) {
    return database.transact(
        one ->
            List.of(
                Sql.number(one, "SELECT CONNECTION_ID()"),
                database.<Long>transact(two -> Sql.number(two, "SELECT CONNECTION_ID()"))));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_database_that_answers_its_probe_is_no_longer_away() {
    try (LocalDatabase server = LocalDatabase.temporary();
        Database admin =
            Database.open(
                new DatabaseSettings(server.jdbcUrl(), server.user(), server.password(), 2));
        Database database =
            Database.open(new DatabaseSettings(server.jdbcUrl(), "plain", "password", 2))) {
      admin.migrate();
      run(admin, "CREATE USER plain@'127.0.0.1' IDENTIFIED BY 'password'");
      run(admin, "GRANT SELECT, UPDATE ON millrace.* TO plain@'127.0.0.1'");
      run(admin, "SET GLOBAL read_only = 1");
      assertThatThrownBy(database::probe).isInstanceOf(DatabaseException.class);
      assertThat(database.unavailable()).isTrue();

      run(admin, "SET GLOBAL read_only = 0");
      assertThat(database.unavailable()).isTrue();
      database.probe();

      assertThat(database.unavailable()).isFalse();
    }
  }

  @Test
  void a_url_of_another_database_is_refused_without_its_password() {
    DatabaseSettings settings =
        new DatabaseSettings("jdbc:other://h/m?password=hush", "u", "hush", 2);

    assertThatThrownBy(() -> Database.open(settings).close())
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("jdbc:other://h/m")
        .hasMessageNotContaining("hush");
    assertThat(settings).asString().doesNotContain("hush").contains("jdbc:other://h/m", "as u");
  }

  private static void run(Database database, String sql) {
    database.transact(connection -> Sql.update(connection, sql));
  }
}

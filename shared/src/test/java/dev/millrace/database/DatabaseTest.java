package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.database.LocalDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // set before all tests
public final class DatabaseTest {

  private static final String ADD = "UPDATE t SET n = n + 1 WHERE id = ?";

  private static Database database;

  @BeforeAll
  static void open() {
    LocalDatabase server = LocalDatabase.shared();
    database =
        Database.open(
            new DatabaseSettings(server.createSchema(), server.user(), server.password(), 4));
    update("CREATE TABLE t (id INT PRIMARY KEY, n INT NOT NULL) ENGINE = InnoDB");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void two_rows() {
    update("DELETE FROM t");
    update("INSERT INTO t VALUES (1, 0), (2, 0)");
  }

  @Test
  void the_result_is_returned_after_the_commit() {
    int rows = database.transact(connection -> Sql.update(connection, ADD, 1));

    assertThat(rows).isEqualTo(1);
    assertThat(numbers()).containsExactly(1L, 0L);
  }

  @Test
  void nothing_is_written_when_a_statement_fails() {
    assertThatThrownBy(
            () ->
                database.transact(
                    connection -> {
                      Sql.update(connection, ADD, 1);
                      return Sql.update(connection, "INSERT INTO t VALUES (2, 0)");
                    }))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(1062);
              assertThat(e.unavailable()).isFalse();
              assertThat(e.refusedData()).isFalse();
            });

    assertThat(numbers()).containsExactly(0L, 0L);
  }

  @Test
  void nothing_is_written_when_the_work_throws() {
    for (Throwable thrown : List.of(new IllegalStateException("x"), new AssertionError("x"))) {
      assertThatThrownBy(
              () ->
                  database.transact(
                      connection -> {
                        Sql.update(connection, ADD, 1);
                        if (thrown instanceof Error error) {
                          throw error;
                        }
                        throw (RuntimeException) thrown;
                      }))
          .isSameAs(thrown);
    }

    assertThat(numbers()).containsExactly(0L, 0L);
  }

  @Test
  void the_loser_of_a_deadlock_is_run_again_as_a_whole() throws Exception {
    CyclicBarrier bothHoldOne = new CyclicBarrier(2);
    AtomicInteger tries = new AtomicInteger();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> up = threads.submit(() -> addToBoth(1, 2, bothHoldOne, tries));
      Future<?> down = threads.submit(() -> addToBoth(2, 1, bothHoldOne, tries));
      up.get(30, TimeUnit.SECONDS);
      down.get(30, TimeUnit.SECONDS);
    }

    assertThat(tries).hasValueGreaterThanOrEqualTo(3);
    assertThat(numbers()).containsExactly(2L, 2L);
  }

  private static void addToBoth(
      int first, int second, CyclicBarrier bothHoldOne, AtomicInteger tries) {
    AtomicInteger own = new AtomicInteger();
    database.transact(
        connection -> {
          tries.incrementAndGet();
          Sql.update(connection, ADD, first);
          if (own.incrementAndGet() == 1) {
            await(bothHoldOne);
          }
          return Sql.update(connection, ADD, second);
        });
  }

  @Test
  void a_lock_that_was_waited_for_too_long_is_tried_again() {
    AtomicInteger tries = new AtomicInteger();

    database.transact(
        holder -> {
          Sql.update(holder, ADD, 1);
          return database.transact(
              connection -> {
                if (tries.incrementAndGet() == 2) {
                  holder.commit();
                }
                Sql.update(connection, "SET innodb_lock_wait_timeout = 1");
                int rows = Sql.update(connection, ADD, 1);
                Sql.update(connection, "SET innodb_lock_wait_timeout = 20");
                return rows;
              });
        });

    assertThat(tries).hasValue(2);
    assertThat(numbers()).containsExactly(2L, 0L);
  }

  @Test
  void a_database_too_busy_for_eight_attempts_is_unavailable() {
    AtomicInteger tries = new AtomicInteger();

    assertThatThrownBy(
            () ->
                database.transact(
                    connection -> {
                      tries.incrementAndGet();
                      return signal(connection, "40001", 1213);
                    }))
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.unavailable()).isTrue());

    assertThat(tries).hasValue(8);
  }

  @Test
  void an_interrupted_thread_does_not_try_again() {
    assertThatThrownBy(
            () ->
                database.transact(
                    connection -> {
                      Thread.currentThread().interrupt();
                      return signal(connection, "40001", 1213);
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("interrupted");

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_connection_that_the_server_ends_is_replaced() {
    assertThatThrownBy(
            () ->
                database.transact(
                    connection -> {
                      Sql.update(connection, ADD, 1);
                      kill(connectionId(connection));
                      return Sql.update(connection, ADD, 2);
                    }))
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.unavailable()).isTrue());

    assertThat(numbers()).containsExactly(0L, 0L);
  }

  @Test
  void when_one_connection_is_lost_the_others_of_the_pool_are_replaced_with_it() {
    LocalDatabase server = LocalDatabase.shared();
    try (Database pool =
        Database.open(
            new DatabaseSettings(server.jdbcUrl(), server.user(), server.password(), 2))) {
      assertThatThrownBy(
              () ->
                  pool.transact(
                      connection -> {
                        kill(pool.transact(DatabaseTest::connectionId));
                        kill(connectionId(connection));
                        return connectionId(connection);
                      }))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.unavailable()).isTrue());

      assertThat(pool.<Long>transact(DatabaseTest::connectionId)).isPositive();
    }
  }

  /** After a failover the pool still holds connections to the old writer. */
  @ParameterizedTest
  @ValueSource(ints = {1290, 1836})
  void a_connection_to_a_read_only_server_is_closed(int code) {
    long before = database.transact(DatabaseTest::connectionId);
    long again = database.transact(DatabaseTest::connectionId);

    assertThatThrownBy(() -> database.transact(connection -> signal(connection, "HY000", code)))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.unavailable()).isTrue();
              assertThat(e.code()).isEqualTo(code);
            });

    long after = database.transact(DatabaseTest::connectionId);
    assertThat(again).isEqualTo(before);
    assertThat(after).isNotEqualTo(before);
  }

  private static long connectionId(Connection connection) throws SQLException {
    return Sql.number(connection, "SELECT CONNECTION_ID()");
  }

  private static int signal(Connection connection, String state, int code) throws SQLException {
    return Sql.update(
        connection, "SIGNAL SQLSTATE '%s' SET MYSQL_ERRNO = %d".formatted(state, code));
  }

  private static void kill(long id) {
    database.transact(connection -> Sql.update(connection, "KILL " + id));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void update(String sql) {
    database.transact(connection -> Sql.update(connection, sql));
  }

  private static List<Long> numbers() {
    return database.transact(
        connection -> Sql.list(connection, "SELECT n FROM t ORDER BY id", row -> row.getLong(1)));
  }
}

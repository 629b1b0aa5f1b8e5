package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The AWS Advanced JDBC Wrapper, and a failover from a server to its replica. */
class WrapperFailoverTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void with_the_wrapper_a_pool_moves_to_the_new_writer() throws Exception {
    assumeMysql();
    try (ReplicatedPair pair = ReplicatedPair.start();
        Database database =
            Database.open(
                pair.settings(
                    "jdbc:aws-wrapper:mysql",
                    "&wrapperPlugins=failover2,efm2&enableConnectFailover=true&wrapperDialect=rds-multi-az-mysql-cluster"
                        + "&clusterInstanceHostPattern=127.0.0.%3F&clusterId="
                        + pair.port()))) {
      write(database, 1);
      pair.awaitCopied(1);

      long begun = System.nanoTime();
      pair.failOver();
      int failures = awaitWrite(database, 2);

      System.out.printf(
          "failover: the first write at the new writer after %d ms, after %d failed ones%n",
          Duration.ofNanos(System.nanoTime() - begun).toMillis(), failures);
      assertThat(pair.written()).containsExactly(1L, 2L);
      // The moved session must not lack its settings.
      assertThat(
              database.<String>transact(
                  connection ->
                      Sql.list(connection, "SELECT @@time_zone", row -> row.getString(1))
                          .getFirst()))
          .isEqualTo("+00:00");
    }
  }

  @Test
  void without_the_wrapper_it_stays_at_the_lost_address() throws Exception {
    assumeMysql();
    try (ReplicatedPair pair = ReplicatedPair.start();
        Database database = Database.open(pair.settings("jdbc:mysql", ""))) {
      write(database, 1);
      pair.awaitCopied(1);

      pair.failOver();

      assertThatThrownBy(() -> write(database, 2)).isInstanceOf(DatabaseException.class);
      assertThat(database.unavailable()).isTrue();
      assertThat(pair.written()).containsExactly(1L);
    }
  }

  private static void assumeMysql() {
    assumeTrue(
        System.getProperty("millrace.mysql") != null,
        "MariaDB has other statements for replication");
  }

  private static void write(Database database, long value) {
    int _ = database.transact(c -> Sql.update(c, "INSERT INTO written VALUES (?)", value));
  }

  /** Writes until that succeeds, as a worker repeats its work; returns the number of failures. */
  private static int awaitWrite(Database database, long value) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (int failures = 0; ; failures++) {
      try {
        write(database, value);
        return failures;
      } catch (DatabaseException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }
}

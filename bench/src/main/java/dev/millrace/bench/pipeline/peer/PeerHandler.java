package dev.millrace.bench.pipeline.peer;

import com.fasterxml.jackson.databind.MappingIterator;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What both peers do with a message: fetch, map, and write; nothing is written for a slice without
 * documents. The data source has the properties that HikariCP recommends for MySQL, automatic
 * commits off, and READ COMMITTED, so that concurrent upserts rarely conflict. Thread-safe.
 */
final class PeerHandler {

  private static final int BATCH = 1000;
  private static final int TRIES = 5;

  private static final String COUNT =
      """
      INSERT INTO EventCount (dt_bucket, type, actual_count, refreshed_at)
      SELECT
        '1970-01-01' + INTERVAL TIMESTAMPDIFF(SECOND, '1970-01-01', occurred_at) DIV 300 * 300
          SECOND AS bucket,
        'GithubType', COUNT(*), NOW(3)
      FROM GithubType GROUP BY bucket
      ON DUPLICATE KEY UPDATE
        actual_count = VALUES(actual_count), refreshed_at = VALUES(refreshed_at)""";

  /** Writes at most a thousand rows, in the current transaction if there is one. */
  @FunctionalInterface
  interface Writer {
    void write(List<CommitRow> rows);
  }

  private final PeerSource source;
  private final DataSource dataSource;
  private final TransactionOperations transactions;
  private final Writer writer;
  private final Semaphore processed = new Semaphore(0);
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

  /**
   * @param transactions one for each message
   */
  PeerHandler(
      PeerSource source, DataSource dataSource, TransactionOperations transactions, Writer writer) {
    this.source = source;
    this.dataSource = dataSource;
    this.transactions = transactions;
    this.writer = writer;
  }

  static HikariDataSource dataSource(PeerAssignment assignment) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(assignment.databaseUrl());
    config.setUsername(assignment.user());
    config.setPassword(assignment.password());
    config.setMaximumPoolSize(assignment.permits() + 1);
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.addDataSourceProperty("cachePrepStmts", "true");
    config.addDataSourceProperty("prepStmtCacheSize", "250");
    config.addDataSourceProperty("prepStmtCacheSqlLimit", "2048");
    config.addDataSourceProperty("useLocalSessionState", "true");
    config.addDataSourceProperty("rewriteBatchedStatements", "true");
    config.addDataSourceProperty("cacheResultSetMetadata", "true");
    config.addDataSourceProperty("cacheServerConfiguration", "true");
    config.addDataSourceProperty("elideSetAutoCommits", "true");
    config.addDataSourceProperty("maintainTimeStats", "false");
    return new HikariDataSource(config);
  }

  /** A transaction that the calls of a {@link JdbcTemplate} join. */
  static TransactionOperations transactions(DataSource dataSource) {
    return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
  }

  /** Processes a message; a transaction that loses against another one is repeated. */
  void handle(String message) {
    try {
      PeerSource.Slice slice = PeerSource.Slice.read(message);
      for (int attempt = 1; ; attempt++) {
        try {
          importOnce(slice);
          processed.release();
          return;
        } catch (PessimisticLockingFailureException e) {
          if (attempt == TRIES) {
            throw e;
          }
        }
      }
    } catch (IOException e) {
      failures.add(e);
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (RuntimeException e) {
      failures.add(e);
      throw e;
    }
  }

  private void importOnce(PeerSource.Slice slice) throws IOException, InterruptedException {
    try (MappingIterator<CommitRow> commits = source.commits(slice)) {
      List<CommitRow> first = batch(commits);
      if (!first.isEmpty()) {
        transactions.executeWithoutResult(
            _ -> {
              List<CommitRow> rows = first;
              while (!rows.isEmpty()) {
                writer.write(rows);
                rows = batch(commits);
              }
            });
      }
    }
  }

  private static List<CommitRow> batch(MappingIterator<CommitRow> commits) {
    List<CommitRow> rows = new ArrayList<>();
    while (rows.size() < BATCH && commits.hasNext()) {
      CommitRow row = commits.next();
      if (row.accepted()) {
        rows.add(row);
      }
    }
    return rows;
  }

  /**
   * Waits until that many more messages have been processed.
   *
   * @throws IllegalStateException when they have not been by then
   */
  void await(int messages, long timeoutMillis) throws InterruptedException {
    if (!processed.tryAcquire(messages, timeoutMillis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          "only %d of %d messages were processed; first failure: %s"
              .formatted(processed.availablePermits(), messages, failures.peek()));
    }
  }

  /** Counts all buckets. */
  void count() {
    transactions(dataSource).executeWithoutResult(_ -> new JdbcTemplate(dataSource).update(COUNT));
  }
}

package dev.millrace.bench.pipeline;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The counters of the database server, without those of the connection that reads them.
 *
 * @param logWrites writes of the redo log, each flushed to the disk
 * @param rows inserted, updated and deleted; an insert that becomes an update counts as two
 */
record Counters(long statements, long commits, long logWrites, long rows) {

  private static final List<String> LOG = List.of("Innodb_os_log_fsyncs", "Innodb_log_writes");

  private static final List<List<String>> ROWS =
      List.of(
          List.of("Innodb_rows_inserted", "Handler_write"),
          List.of("Innodb_rows_updated", "Handler_update"),
          List.of("Innodb_rows_deleted", "Handler_delete"));

  static Counters read(Database database) {
    return database.transact(
        connection -> {
          Map<String, Long> all = status(connection, "GLOBAL");
          Map<String, Long> own = status(connection, "SESSION");
          return new Counters(
              others("Questions", all, own),
              others("Com_commit", all, own),
              known(LOG, all),
              ROWS.stream().mapToLong(names -> known(names, all)).sum());
        });
  }

  private static Map<String, Long> status(Connection connection, String scope) throws SQLException {
    Map<String, Long> status = new HashMap<>();
    Sql.list(
            connection,
            """
            SHOW %s STATUS WHERE Variable_name LIKE 'Innodb%%' OR Variable_name LIKE 'Handler%%'
            OR Variable_name IN ('Questions', 'Com_commit')"""
                .formatted(scope),
            row -> Map.entry(row.getString(1), row.getString(2)))
        .forEach(
            entry -> {
              if (entry.getValue().matches("\\d+")) {
                status.put(entry.getKey(), Long.parseLong(entry.getValue()));
              }
            });
    return status;
  }

  private static long others(String name, Map<String, Long> all, Map<String, Long> own) {
    return all.getOrDefault(name, 0L) - own.getOrDefault(name, 0L);
  }

  /** The first of these names that the server has. */
  private static long known(List<String> names, Map<String, Long> status) {
    return names.stream().filter(status::containsKey).findFirst().map(status::get).orElse(0L);
  }

  Counters since(Counters earlier) {
    return new Counters(
        statements - earlier.statements,
        commits - earlier.commits,
        logWrites - earlier.logWrites,
        rows - earlier.rows);
  }
}

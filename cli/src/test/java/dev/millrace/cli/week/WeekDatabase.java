package dev.millrace.cli.week;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import java.util.List;

/** The database of the week: what is in its ledger, its outages, and its clock. */
final class WeekDatabase implements AutoCloseable {

  private final Database database;

  WeekDatabase(DatabaseSettings settings) {
    this.database = Database.open(settings);
  }

  /** Any insert into a table of documents fails with this error; 0 ends that. */
  void refuse(List<String> types, int code) {
    for (String type : types) {
      database.transact(
          connection -> {
            Sql.update(connection, "DROP TRIGGER IF EXISTS full_" + type);
            if (code > 0) {
              Sql.update(
                  connection,
                  """
                  CREATE TRIGGER full_%s BEFORE INSERT ON %s FOR EACH ROW
                  SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = %d, MESSAGE_TEXT = 'refused'"""
                      .formatted(type, type, code));
            }
            return code;
          });
    }
  }

  /** All others, in the middle of whatever they do. */
  void killConnections() {
    for (String id :
        database.transact(
            connection ->
                Sql.list(
                    connection,
                    """
                    SELECT id FROM information_schema.processlist
                    WHERE db = DATABASE() AND id <> CONNECTION_ID()""",
                    row -> row.getString(1)))) {
      try {
        database.transact(connection -> Sql.update(connection, "KILL " + id));
      } catch (RuntimeException _) {
        // it has ended by itself
      }
    }
  }

  /** The number of slices that can be worked on now. */
  long due() {
    return number(
        """
        SELECT COUNT(*) FROM millrace_slice
        WHERE state = 'planned' AND not_before <= NOW(3) OR state = 'running'""");
  }

  /** The number of slices that are not imported yet. */
  long open() {
    return number(
        "SELECT COUNT(*) FROM millrace_slice WHERE state IN ('planned', 'sent', 'running')");
  }

  long number(String sql) {
    return database.transact(connection -> Sql.number(connection, sql));
  }

  /** By the clock of the database, which decides about waits, leases and ages. */
  void anHourPasses() {
    List<String> moments =
        database.transact(
            connection ->
                Sql.list(
                    connection,
                    """
                    SELECT CONCAT('UPDATE ', table_name, ' SET ',
                      GROUP_CONCAT(CONCAT(column_name, ' = ', column_name, ' - INTERVAL 1 HOUR')))
                    FROM information_schema.columns
                    WHERE table_schema = DATABASE() AND table_name LIKE 'millrace%'
                      AND data_type = 'datetime' AND table_name NOT LIKE '%calendar%'
                      AND table_name NOT IN (
                        SELECT v.table_name FROM information_schema.views v
                        WHERE v.table_schema = DATABASE())
                    GROUP BY table_name""",
                    row -> row.getString(1)));
    moments.forEach(sql -> database.transact(connection -> Sql.update(connection, sql)));
  }

  @Override
  public void close() {
    database.close();
  }
}

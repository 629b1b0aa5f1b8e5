package dev.millrace.bench.planning;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Window;
import java.sql.PreparedStatement;
import java.util.List;

/**
 * The rows of a plan, written into the same table by statements of a thousand rows and without
 * other work: a baseline with plain JDBC.
 */
final class BareInserts {

  private static final int ROWS = 1000;
  private static final long HOUR = 3600;

  private static final String INSERT =
      """
      INSERT INTO millrace_slice
        (run, type, window_from, window_to, state, not_before, planned_at)
      VALUES\s""";

  private static final String ROW = "(?, ?, ?, ?, 'planned', NOW(3), NOW(3))";

  private BareInserts() {}

  /** Inserts one slice per hour for each type, in one transaction; returns the number of rows. */
  static long run(Database database, List<String> types, Window window) {
    return database.transact(
        connection -> {
          long run =
              Sql.insert(
                  connection,
                  "INSERT INTO millrace_run (kind, trigger_key, planned_at)"
                      + " VALUES ('backfill', 'bare', NOW(3))");
          long rows = 0;
          try (PreparedStatement insert =
              connection.prepareStatement(INSERT + Sql.repeat(ROW, ROWS))) {
            for (String type : types) {
              for (long from = window.from(); from < window.to(); from += HOUR) {
                int first = (int) (rows % ROWS) * 4;
                insert.setLong(first + 1, run);
                insert.setString(first + 2, type);
                insert.setLong(first + 3, from);
                insert.setLong(first + 4, from + HOUR);
                rows++;
                if (rows % ROWS == 0) {
                  insert.executeUpdate();
                }
              }
            }
          }
          // An incomplete last statement is omitted.
          return rows - rows % ROWS;
        });
  }
}

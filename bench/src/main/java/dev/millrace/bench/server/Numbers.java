package dev.millrace.bench.server;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.util.List;

/** The table {@code bench_number} with the numbers below a thousand, for generated rows. */
public final class Numbers {

  private static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE bench_number (n INT NOT NULL PRIMARY KEY) ENGINE = InnoDB",
          """
          INSERT INTO bench_number
          WITH digit AS (
            SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3
            UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7
            UNION ALL SELECT 8 UNION ALL SELECT 9)
          SELECT a.n + 10 * b.n + 100 * c.n FROM digit a, digit b, digit c""");

  private Numbers() {}

  /** Creates and fills it. */
  public static void create(Database database) {
    STATEMENTS.forEach(sql -> database.transact(connection -> Sql.update(connection, sql)));
  }
}

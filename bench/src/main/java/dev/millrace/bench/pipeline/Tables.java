package dev.millrace.bench.pipeline;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables of a contender's schema that the setup left empty; emptying them is the state before
 * the first run. Automatic numbers continue, since a worker may remember the last one.
 */
final class Tables {

  private static final String NAMES =
      """
      SELECT table_name FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'""";

  private static final String NEXT =
      """
      SELECT auto_increment FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_name = ?""";

  private final Database database;
  private final List<String> empty;

  Tables(Database database) {
    this.database = database;
    this.empty = database.transact(Tables::emptyOnes);
  }

  private static List<String> emptyOnes(Connection connection) throws SQLException {
    List<String> empty = new ArrayList<>();
    for (String name : Sql.list(connection, NAMES, row -> row.getString(1))) {
      if (Sql.number(connection, "SELECT COUNT(*) FROM " + Sql.quote(name)) == 0) {
        empty.add(name);
      }
    }
    return empty;
  }

  void empty() {
    database.transact(
        connection -> {
          for (String name : empty) {
            long next = Sql.number(connection, NEXT, name);
            Sql.update(connection, "TRUNCATE TABLE " + Sql.quote(name));
            if (next > 1) {
              Sql.update(
                  connection,
                  "ALTER TABLE %s AUTO_INCREMENT = %d".formatted(Sql.quote(name), next));
            }
          }
          return empty;
        });
  }
}

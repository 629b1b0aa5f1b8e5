package dev.millrace.cli.broken;

import dev.millrace.database.Database;
import java.sql.Statement;

/** Belongs to the command and uses a connection of its own. */
final class AsksTheLedger {
  private AsksTheLedger() {}

  static int clear(Database database, String statement) {
    return database.transact(
        connection -> {
          try (Statement open = connection.createStatement()) {
            return open.executeUpdate(statement);
          }
        });
  }
}

package dev.millrace.operator.demo;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Window;

/** The rows of a type. */
public final class StoredRows {

  private StoredRows() {}

  /** How many rows of the type have their timestamp in the window. */
  public static long count(Database database, DocumentType type, Window window) {
    String sql =
        "SELECT COUNT(*) FROM %s WHERE timestamp >= ? AND timestamp < ?%s"
            .formatted(Sql.quote(type.table()), type.ownRows("AND"));
    return database.transact(connection -> Sql.number(connection, sql, window.from(), window.to()));
  }
}

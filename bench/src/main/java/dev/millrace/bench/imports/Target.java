package dev.millrace.bench.imports;

import dev.millrace.bench.server.ShippedType;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.schema.Schema;
import java.util.List;

/** The table of a type, in a database of its own. */
final class Target {

  private final Database database;
  private final DocumentType type;

  /** The table of GithubType, as it ships. */
  Target(Database database) {
    this(database, ShippedType.github());
  }

  Target(Database database, DocumentType type) {
    this.database = database;
    this.type = type;
    database.migrate();
    new Schema(database).apply(Catalogue.of(List.of(type)));
  }

  DocumentType type() {
    return type;
  }

  void empty() {
    for (String table : List.of(Sql.quote(type.table()), "EventCount")) {
      database.transact(connection -> Sql.update(connection, "TRUNCATE TABLE " + table));
    }
  }

  /**
   * @throws IllegalStateException when the table has a different number of rows
   */
  void mustHold(long rows) {
    long found =
        database.transact(
            connection ->
                Sql.number(connection, "SELECT COUNT(*) FROM " + Sql.quote(type.table())));
    if (found != rows) {
      throw new IllegalStateException("there are %d rows, not %d".formatted(found, rows));
    }
  }
}

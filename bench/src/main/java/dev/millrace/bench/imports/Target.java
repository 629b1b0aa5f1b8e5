package dev.millrace.bench.imports;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.worker.store.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The table of GithubType, as it ships. */
final class Target {

  private static final String FILE = "/types/GithubType.yaml";

  private final Database database;
  private final DocumentType type;

  Target(Database database) {
    this.database = database;
    this.type = DocumentType.parse(definition(), FILE);
    database.migrate();
    new Schema(database).apply(Catalogue.of(List.of(type)));
  }

  private static String definition() {
    try (InputStream file =
        Objects.requireNonNull(
            Target.class.getResourceAsStream(FILE), "the types are not on the class path")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DocumentType type() {
    return type;
  }

  void empty() {
    for (String table : List.of(Sql.quote(type.table()), "millrace_stale_bucket")) {
      database.transact(connection -> Sql.update(connection, "TRUNCATE TABLE " + table));
    }
  }

  /**
   * @throws IllegalStateException when the table has another number of rows
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

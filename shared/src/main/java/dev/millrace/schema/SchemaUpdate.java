package dev.millrace.schema;

import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.DefinitionFolder;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates a database to this build. May be run again, and concurrently.
 *
 * @param types folder of the definitions
 */
public record SchemaUpdate(DatabaseSettings migrator, Path types, List<DatabaseUser> users) {

  private static final Logger log = LoggerFactory.getLogger(SchemaUpdate.class);

  public SchemaUpdate {
    users = List.copyOf(users);
  }

  public void run() {
    Catalogue catalogue = DefinitionFolder.read(types).catalogue();
    try (Database database = Database.open(migrator)) {
      database.migrate();
      Catalogue before = new StoredTypes(database).load();
      new Schema(database).apply(catalogue).forEach(statement -> log.info("{}", statement));
      Recount recount = new Recount(database, System::nanoTime);
      UncountedTypes.of(before, catalogue).forEach(type -> markAll(recount, type));
      users.forEach(user -> user.apply(database));
    }
  }

  private static void markAll(Recount recount, CountedType type) {
    recount.markAll(type, CountedTable.ALL, (_, _) -> {});
    long uncounted = recount.uncounted(type);
    if (uncounted > 0) {
      log.warn(
          "{} rows of {} are not counted: {} is not a moment of the years 1000 to 9999",
          uncounted,
          type.table(),
          type.momentColumn());
    }
  }
}

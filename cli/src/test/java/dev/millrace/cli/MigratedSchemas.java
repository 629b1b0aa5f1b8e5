package dev.millrace.cli;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.database.SchemaTemplate;

/** Schemas with the control tables, each of its own. */
public final class MigratedSchemas {

  private static final SchemaTemplate MIGRATED =
      new SchemaTemplate(LocalDatabase.shared(), MigratedSchemas::migrate);

  private MigratedSchemas() {}

  /** Creates one on the shared server and returns its JDBC URL. */
  public static String copy() {
    return MIGRATED.copy();
  }

  private static void migrate(String url) {
    LocalDatabase server = LocalDatabase.shared();
    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      database.migrate();
    }
  }
}

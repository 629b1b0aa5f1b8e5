package dev.millrace.bench.server;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.local.database.LocalDatabase;

/** A separate database server for a benchmark, migrated, and deleted at the end. */
public final class BenchDatabase implements AutoCloseable {

  private static final int CONNECTIONS = 2;

  private final LocalDatabase server;
  private final Database database;

  private BenchDatabase(LocalDatabase server, Database database) {
    this.server = server;
    this.database = database;
  }

  public static BenchDatabase start() {
    LocalDatabase server = LocalDatabase.temporary();
    Database database =
        Database.open(
            new DatabaseSettings(server.jdbcUrl(), server.user(), server.password(), CONNECTIONS));
    database.migrate();
    return new BenchDatabase(server, database);
  }

  public Database database() {
    return database;
  }

  @Override
  public void close() {
    database.close();
    server.close();
  }
}

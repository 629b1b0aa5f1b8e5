package dev.millrace.bucket;

import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.local.database.LocalDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A counted table in a schema of its own, new and empty before each test. */
@SuppressWarnings("NullAway.Init") // opened before all tests
final class Clicks implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

  static final CountedType TYPE =
      DefinitionParser.parseAll(
              "type: Click\ntable: clicks\ncount_only: true\noccurred_at: bucket", "Click.yaml")
          .getFirst();

  private DatabaseSettings settings;
  private Database database;

  @Override
  public void beforeAll(ExtensionContext context) {
    LocalDatabase server = LocalDatabase.shared();
    settings = new DatabaseSettings(server.createSchema(), server.user(), server.password(), 3);
    database = Database.open(settings);
    database.migrate();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    update("DROP TABLE IF EXISTS clicks");
    update("CREATE TABLE clicks (bucket DATETIME(3) NULL, counted INT, KEY bucket (bucket))");
    update("DELETE FROM EventCount");
    update("DELETE FROM millrace_stale_bucket");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    database.close();
  }

  Database database() {
    return database;
  }

  /** Events at these moments. */
  void click(String... moments) {
    for (String moment : moments) {
      update("INSERT INTO clicks (bucket) VALUES ('%s')".formatted(moment));
    }
  }

  /** As a server without strict mode accepts it. */
  void clickAnything(String... texts) {
    try (Connection connection = connect()) {
      Sql.update(connection, "SET sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'");
      for (String text : texts) {
        Sql.update(connection, "INSERT INTO clicks (bucket) VALUES ('%s')".formatted(text));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A session outside the pool. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
  }

  /** The counts of the workers. */
  long counted(Instant bucket) {
    List<Long> buckets = List.of(bucket.getEpochSecond());
    return database.transact(
        connection ->
            Sql.list(
                    connection,
                    new CountedTable(TYPE).counts(1),
                    row -> row.getLong(2),
                    CountedTable.countParameters(buckets))
                .getFirst());
  }

  /** Counts a bucket, rightly or not. */
  void count(String bucket, int count) {
    update("INSERT INTO EventCount VALUES ('%s', 'Click', %d, NOW(3))".formatted(bucket, count));
  }

  /** The bucket that begins at this time of the day of the tests. */
  long bucket(String time) {
    return Instant.parse("2026-03-29T" + time + ":00Z").getEpochSecond();
  }

  /** The marked buckets, in order. */
  List<Long> marks() {
    return database.transact(
        connection ->
            Sql.list(
                connection,
                "SELECT bucket FROM millrace_stale_bucket WHERE type = 'Click' ORDER BY bucket",
                row -> row.getLong(1)));
  }

  void update(String sql) {
    database.transact(connection -> Sql.update(connection, sql));
  }
}

package dev.millrace.worker.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.schema.Schema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The nights in which Norway has an hour twice or not at all, with this JVM, the server and the
 * writer's session in Europe/Oslo.
 */
@Isolated("the time zone is shared by all tests")
@SuppressWarnings("NullAway.Init") // set before all tests
final class ClockChangeTest {

  private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");

  private static final CountedType EVENT =
      DefinitionParser.parseAll(
              "type: Event\ncount_only: true\noccurred_at: occurrence_timestamp", "Event.yaml")
          .getFirst();

  private static final CountedType STAMP =
      DefinitionParser.parseAll("type: Stamp\ncount_only: true\noccurred_at: at", "Stamp.yaml")
          .getFirst();

  private static final TimeZone before = TimeZone.getDefault();
  private static LocalDatabase server;
  private static DatabaseSettings settings;
  private static Database database;

  @BeforeAll
  static void move_to_Oslo() throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone(OSLO));
    server = LocalDatabase.temporary();
    settings = new DatabaseSettings(server.createSchema(), server.user(), server.password(), 2);
    teachTheZone();
    database = Database.open(settings);
    database.migrate();
    database.transact(
        connection ->
            Sql.update(
                connection,
                "CREATE TABLE Stamp (at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, KEY at"
                    + " (at))"));
    new Schema(database).apply(Catalogue.of(List.of(EVENT, STAMP)));
  }

  @AfterAll
  static void move_back() {
    TimeZone.setDefault(before);
    database.close();
    server.close();
  }

  /** The server comes without zones: it gets this one, with its changes, and makes it its own. */
  private static void teachTheZone() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(settings.url(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO mysql.time_zone VALUES (7, 'N')");
      statement.execute("INSERT INTO mysql.time_zone_name VALUES ('Europe/Oslo', 7)");
      statement.execute(
          "INSERT INTO mysql.time_zone_transition_type VALUES"
              + " (7, 0, 3600, 0, 'CET'), (7, 1, 7200, 1, 'CEST')");
      ZoneOffsetTransition change =
          OSLO.getRules().nextTransition(Instant.parse("2024-01-01T00:00:00Z"));
      while (change.getInstant().isBefore(Instant.parse("2030-01-01T00:00:00Z"))) {
        statement.execute(
            "INSERT INTO mysql.time_zone_transition VALUES (7, %d, %d)"
                .formatted(change.toEpochSecond(), change.isGap() ? 1 : 0));
        change = OSLO.getRules().nextTransition(change.getInstant());
      }
      statement.execute("SET GLOBAL time_zone = 'Europe/Oslo'");
    }
  }

  @Test
  void all_sessions_but_those_of_millrace_are_in_Oslo() throws SQLException {
    assertThat(ZoneId.systemDefault()).isEqualTo(OSLO);
    try (Connection writer = writer()) {
      assertThat(
              Sql.number(
                  writer, "SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(), NOW()) IN (60, 120)"))
          .isEqualTo(1);
      assertThat(Sql.list(writer, "SELECT @@global.time_zone", row -> row.getString(1)))
          .containsExactly("Europe/Oslo");
    }
  }

  /** One event a minute from two hours before the change to two hours after it. */
  @ParameterizedTest
  @ValueSource(strings = {"2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"})
  void every_hour_of_the_night_has_its_own_buckets(String change) throws Exception {
    long from = Instant.parse(change).minus(Duration.ofHours(2)).getEpochSecond();
    try (Connection writer = writer()) {
      writer.setAutoCommit(false);
      for (long second = from; second < from + 4 * 3600; second += 60) {
        Sql.update(writer, "SET timestamp = " + second);
        Sql.update(writer, "INSERT INTO Stamp () VALUES ()");
        Sql.update(writer, "INSERT INTO Event VALUES (?, UTC_TIMESTAMP())", Long.toString(second));
      }
      writer.commit();
    }

    assertThat(count(STAMP, from)).containsOnly("5").hasSize(48);
    assertThat(count(EVENT, from)).containsOnly("5").hasSize(48);
    assertThat(
            texts(
                "SELECT actual_count FROM EventCountHourly WHERE type = 'Event' AND dt_hour >= ?"
                    + " AND dt_hour < ?",
                from))
        .containsExactly("60", "60", "60", "60");
  }

  private static List<String> count(CountedType type, long from) throws Exception {
    new Recount(database, System::nanoTime).markDifferent(type, CountedTable.ALL);
    new BucketRefresher(database, System::nanoTime).refresh(type, Duration.ofMinutes(1));
    return texts(
        "SELECT actual_count FROM EventCount WHERE type = '%s' AND dt_bucket >= ? AND dt_bucket < ?"
            .formatted(type.name()),
        from);
  }

  private static List<String> texts(String sql, long from) {
    return database.transact(
        connection ->
            Sql.list(
                connection,
                sql,
                row -> row.getString(1),
                CountedTable.utc(from),
                CountedTable.utc(from + 4 * 3600)));
  }

  private static Connection writer() throws SQLException {
    return DriverManager.getConnection(
        settings.url() + "&connectionTimeZone=SERVER", settings.user(), settings.password());
  }
}

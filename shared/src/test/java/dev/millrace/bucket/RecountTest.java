package dev.millrace.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bucket.Recount.Difference;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // set before all tests
final class RecountTest {

  private static final DocumentType TYPE =
      DefinitionParser.parse(
          "type: Click\ntable: clicks\ncount_only: true\noccurred_at: bucket", "Click.yaml");

  private static final LocalDatabase server = LocalDatabase.shared();
  private static DatabaseSettings settings;
  private static Database database;

  private final Recount recount = new Recount(database, () -> 0);
  private final List<Window> pieces = new ArrayList<>();

  @BeforeAll
  static void open() {
    settings = new DatabaseSettings(server.createSchema(), server.user(), server.password(), 3);
    database = Database.open(settings);
    database.migrate();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    update("DROP TABLE IF EXISTS clicks");
    update("CREATE TABLE clicks (bucket DATETIME(3) NULL, counted INT, KEY bucket (bucket))");
    update("DELETE FROM EventCount");
    update("DELETE FROM millrace_stale_bucket");
  }

  @Test
  void every_bucket_with_an_event_or_a_count_is_marked_once() {
    click("2026-03-29 12:00:00", "2026-03-29 12:04:59.999", "2026-03-29 12:05:00");
    count("2026-03-29 13:00:00", 0);
    count("2026-03-29 12:05:00", 1);

    assertThat(markAll()).isEqualTo(3);

    assertThat(marks()).containsExactly(bucket("12:00"), bucket("12:05"), bucket("13:00"));
  }

  @Test
  void fifty_years_are_a_piece_for_each_time_with_events_the_newest_first_and_ever_wider() {
    click("1976-05-06 07:08:09", "2026-03-29 12:00:00", "2026-03-29 01:00:00");

    assertThat(markAll()).isEqualTo(3);

    assertThat(pieces)
        .extracting(Window::toString)
        .containsExactly(
            "[2026-03-29T12:00:00Z, 2026-03-29T12:05:00Z)",
            "[2026-03-29T00:00:00Z, 2026-03-29T01:05:00Z)",
            "[1976-05-06T06:00:00Z, 1976-05-06T07:10:00Z)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1000-01-01 00:00:00",
        "1582-10-10 00:00:00",
        "1969-12-31 23:59:59.999",
        "1970-01-01 00:00:00",
        "2024-02-29 23:59:59.999",
        "2037-12-31 23:59:59",
        "9999-12-31 23:54:59.999"
      })
  void a_bucket_of_any_time_is_found_where_the_calendar_puts_it(String moment) {
    click(moment);
    Instant at = Instant.parse(moment.replace(' ', 'T') + "Z");

    assertThat(markAll()).isEqualTo(1);

    assertThat(marks()).containsExactly(Bucket.of(at).start());
  }

  @Test
  void rows_without_a_moment_are_no_events() {
    update("INSERT INTO clicks (bucket) VALUES (NULL)");

    assertThat(markAll()).isZero();
    assertThat(recount.markDifferent(TYPE, CountedTable.ALL)).isZero();
  }

  @Test
  void a_window_reaches_out_to_the_edges_of_its_buckets_and_no_further() {
    click("2026-03-29 11:59:59", "2026-03-29 12:00:00", "2026-03-29 12:09:59");
    click("2026-03-29 12:10:00");
    long noon = bucket("12:00");

    recount.markAll(TYPE, new Window(noon + 299, noon + 301), (_, _) -> {});

    assertThat(marks()).containsExactly(noon, noon + 300);
  }

  @Test
  void a_window_outside_the_counted_time_is_refused() {
    Window before = new Window(-40_000_000_000L, -39_000_000_000L);

    assertThatThrownBy(() -> recount.markAll(TYPE, before, (_, _) -> {}))
        .hasMessageContaining("events cannot be counted in");
  }

  @Test
  void only_differing_buckets_are_marked_and_not_twice() {
    click("2026-03-29 12:00:00", "2026-03-29 12:05:00", "2026-03-29 12:10:00");
    count("2026-03-29 12:00:00", 1);
    count("2026-03-29 12:05:00", 2);
    count("2026-03-29 12:15:00", 1);
    count("2026-03-29 12:20:00", 0);
    update("INSERT INTO EventCount VALUES ('2026-03-29 12:25:00', 'Other', 7, NOW(3))");

    assertThat(recount.markDifferent(TYPE, CountedTable.ALL)).isEqualTo(3);
    assertThat(marks()).containsExactly(bucket("12:05"), bucket("12:10"), bucket("12:15"));
    assertThat(recount.markDifferent(TYPE, CountedTable.ALL)).isZero();
  }

  @Test
  void differences_are_named_with_both_numbers() {
    click("2026-03-29 12:00:00", "2026-03-29 12:00:00", "2026-03-28 12:00:00");
    count("2026-03-29 12:00:00", 1);
    count("2026-03-29 13:00:00", 4);
    update(
        "INSERT INTO millrace_stale_bucket VALUES (NULL, 'Click', %d, NOW(3))"
            .formatted(bucket("13:00")));
    List<List<Difference>> days = new ArrayList<>();

    recount.differences(TYPE, CountedTable.ALL, days::add);

    assertThat(days)
        .containsExactly(
            List.of(
                new Difference(new Bucket(bucket("12:00")), 1, 2, false),
                new Difference(new Bucket(bucket("13:00")), 4, 0, true)),
            List.of(new Difference(new Bucket(bucket("12:00") - 86_400), 0, 1, false)));
  }

  /** MySQL calls them zero dates; some servers accept them, and older tables have them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-00 12:00:00",
        "2026-00-10 12:00:00",
        "0000-00-00 00:00:00",
        "2026-02-30 12:00:00",
        "0999-12-31 23:59:59",
        "9999-12-31 23:59:59"
      })
  void invalid_moments_are_not_counted_and_hide_no_older_rows(String nonsense) {
    click("1000-01-01 00:00:00", "1969-12-31 23:59:59.999", "2025-12-31 23:59:59.999");
    click("2026-02-28 23:59:59.999");
    clickAnything(nonsense, nonsense);

    assertThat(markAll()).isEqualTo(4);

    assertThat(marks()).hasSize(4);
    assertThat(recount.uncounted(TYPE)).isEqualTo(2);
    assertThat(counted(Instant.parse("2025-12-31T23:55:00Z"))).isEqualTo(1);
    assertThat(counted(Instant.parse("2026-02-28T23:55:00Z"))).isEqualTo(1);
    update("DELETE FROM millrace_stale_bucket");
    assertThat(recount.markDifferent(TYPE, CountedTable.ALL)).isEqualTo(4);
    List<Difference> differences = new ArrayList<>();
    assertThat(recount.differences(TYPE, CountedTable.ALL, differences::addAll)).isEqualTo(2);
    assertThat(differences).hasSize(4).allMatch(Difference::marked);
  }

  @Test
  void a_zero_timestamp_is_not_counted_and_hides_no_older_rows() {
    update("ALTER TABLE clicks MODIFY bucket TIMESTAMP NULL");
    click("1971-10-25 00:30:00", "2026-10-25 01:30:00");
    clickAnything("0000-00-00 00:00:00");

    assertThat(markAll()).isEqualTo(2);
    assertThat(recount.uncounted(TYPE)).isEqualTo(1);
    assertThat(recount.differences(TYPE, CountedTable.ALL, day -> {})).isEqualTo(1);
  }

  @Test
  void moments_of_microseconds_are_counted_in_their_bucket() {
    update("ALTER TABLE clicks MODIFY bucket DATETIME(6) NULL");
    click("2026-03-29 12:04:59.999999", "2026-03-29 12:05:00.000000");

    assertThat(counted(Instant.ofEpochSecond(bucket("12:00")))).isEqualTo(1);
  }

  /** Writers of the table and comparisons must not wait for each other. */
  @Test
  void comparing_and_writing_do_not_wait_for_each_other() throws Exception {
    click("2026-03-29 12:00:00");
    count("2026-03-29 13:00:00", 1);
    try (Connection writer =
        DriverManager.getConnection(settings.url(), settings.user(), settings.password())) {
      writer.setAutoCommit(false);
      Sql.update(writer, "UPDATE clicks SET bucket = '2026-03-29 12:05:00'");
      Sql.update(writer, "UPDATE EventCount SET actual_count = 0");
      Sql.update(writer, "INSERT INTO millrace_stale_bucket VALUES (NULL, 'Click', 0, NOW(3))");

      assertThat(recount.markDifferent(TYPE, CountedTable.ALL)).isEqualTo(2);

      writer.commit();
    }
    assertThat(recount.markDifferent(TYPE, CountedTable.ALL)).isEqualTo(1);
    assertThat(marks()).containsExactly(0L, bucket("12:00"), bucket("12:05"), bucket("13:00"));
  }

  @Test
  void a_timestamp_column_is_counted_like_any_other() {
    update("ALTER TABLE clicks MODIFY bucket TIMESTAMP NULL");
    click("2026-10-25 00:30:00", "2026-10-25 01:30:00", "2037-01-01 00:00:00");

    assertThat(markAll()).isEqualTo(3);
    assertThat(recount.markDifferent(TYPE, CountedTable.ALL)).as("marked already").isZero();
  }

  private long markAll() {
    return recount.markAll(TYPE, CountedTable.ALL, (piece, _) -> pieces.add(piece));
  }

  private void click(String... moments) {
    for (String moment : moments) {
      update("INSERT INTO clicks (bucket) VALUES ('%s')".formatted(moment));
    }
  }

  /** As a server without strict mode accepts it. */
  private static void clickAnything(String... texts) {
    try (Connection connection =
        DriverManager.getConnection(settings.url(), settings.user(), settings.password())) {
      Sql.update(connection, "SET sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+00:00'");
      for (String text : texts) {
        Sql.update(connection, "INSERT INTO clicks (bucket) VALUES ('%s')".formatted(text));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The counts of the workers. */
  private static long counted(Instant bucket) {
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

  private void count(String bucket, int count) {
    update("INSERT INTO EventCount VALUES ('%s', 'Click', %d, NOW(3))".formatted(bucket, count));
  }

  private static long bucket(String time) {
    return Instant.parse("2026-03-29T" + time + ":00Z").getEpochSecond();
  }

  private List<Long> marks() {
    return database.transact(
        connection ->
            Sql.list(
                connection,
                "SELECT bucket FROM millrace_stale_bucket WHERE type = 'Click' ORDER BY bucket",
                row -> row.getLong(1)));
  }

  private void update(String sql) {
    database.transact(connection -> Sql.update(connection, sql));
  }
}

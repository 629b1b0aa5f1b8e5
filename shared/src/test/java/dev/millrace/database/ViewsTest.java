package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.database.LocalDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init") // set before all tests
final class ViewsTest {

  private static Database database;

  @BeforeAll
  static void count() {
    LocalDatabase server = LocalDatabase.shared();
    database =
        Database.open(
            new DatabaseSettings(server.createSchema(), server.user(), server.password(), 1));
    database.migrate();
    database.transact(
        connection ->
            Sql.update(
                connection,
                """
                INSERT INTO EventCount VALUES
                  ('2026-10-24 23:55:00', 'A', 1, '2026-10-26 01:00:00.001'),
                  ('2026-10-25 00:00:00', 'A', 2, '2026-10-26 02:00:00.002'),
                  ('2026-10-25 00:55:00', 'A', 4, '2026-10-26 01:00:00.003'),
                  ('2026-10-25 00:55:00', 'B', 8, '2026-10-26 05:00:00.004'),
                  ('2026-10-25 01:00:00', 'A', 16, '2026-10-26 04:00:00.005')"""));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void hours_begin_with_the_hour_and_know_their_newest_refresh() {
    assertThat(rows("SELECT * FROM EventCountHourly ORDER BY dt_hour, type"))
        .containsExactly(
            "2026-10-24T23:00 A 1 2026-10-26T01:00:00.001",
            "2026-10-25T00:00 A 6 2026-10-26T02:00:00.002",
            "2026-10-25T00:00 B 8 2026-10-26T05:00:00.004",
            "2026-10-25T01:00 A 16 2026-10-26T04:00:00.005");
  }

  @Test
  void days_are_days_of_utc() {
    assertThat(rows("SELECT dt_day, type, actual_count FROM EventCountDaily ORDER BY 1, 2"))
        .containsExactly("2026-10-24 A 1", "2026-10-25 A 22", "2026-10-25 B 8");
  }

  @Test
  void all_types_together_have_one_row_a_bucket() {
    assertThat(rows("SELECT * FROM EventCountAllTypes WHERE dt_bucket = '2026-10-25 00:55:00'"))
        .containsExactly("2026-10-25T00:55 12 2026-10-26T05:00:00.004");
  }

  @Test
  void the_label_of_the_replaced_job_is_the_right_edge() {
    assertThat(rows("SELECT dt_bucket, actual_count FROM EventCountByEnd WHERE type = 'A'"))
        .containsExactlyInAnyOrder(
            "2026-10-25T00:00 1",
            "2026-10-25T00:05 2",
            "2026-10-25T01:00 4",
            "2026-10-25T01:05 16");
  }

  private static List<String> rows(String sql) {
    return database.transact(connection -> Sql.list(connection, sql, ViewsTest::text));
  }

  private static String text(ResultSet row) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      columns.add(String.valueOf(row.getObject(i)));
    }
    return String.join(" ", columns);
  }
}

package dev.millrace.local.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SchemaTemplateTest {

  private final LocalDatabase server = LocalDatabase.shared();
  private final List<String> filled = new ArrayList<>();

  @Test
  void a_copy_has_the_tables_views_and_rows_of_the_template() throws SQLException {
    SchemaTemplate template = new SchemaTemplate(server, this::fill);

    String copy = template.copy();

    assertThat(number(copy, "SELECT small FROM AboveTen")).isEqualTo(11);
    assertThat(number(copy, "SELECT COUNT(*) FROM t")).isEqualTo(2);
  }

  @Test
  void the_template_is_filled_once_and_its_copies_are_independent() throws SQLException {
    SchemaTemplate template = new SchemaTemplate(server, this::fill);

    String first = template.copy();
    execute(first, "INSERT INTO t (small) VALUES (12)");
    String second = template.copy();

    assertThat(filled).hasSize(1).doesNotContain(first, second);
    assertThat(number(first, "SELECT COUNT(*) FROM AboveTen")).isEqualTo(2);
    assertThat(number(second, "SELECT COUNT(*) FROM AboveTen")).isEqualTo(1);
  }

  /** One view reads another whose name comes later. */
  private void fill(String url) {
    filled.add(url);
    try {
      execute(url, "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, small INT)");
      execute(url, "INSERT INTO t (small) VALUES (10), (11)");
      execute(url, "CREATE VIEW Numbers AS SELECT small FROM t");
      execute(url, "CREATE VIEW AboveTen AS SELECT small FROM Numbers WHERE small > 10");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void execute(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String url, String sql) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, server.user(), server.password());
  }
}

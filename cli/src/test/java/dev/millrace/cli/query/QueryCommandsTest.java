package dev.millrace.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Execution;
import dev.millrace.cli.OperatorStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QueryCommandsTest {

  @RegisterExtension private static final OperatorStage stage = new OperatorStage();

  @BeforeEach
  void fill() {
    stage.sql("DROP TABLE IF EXISTS T");
    stage.sql(
        "CREATE TABLE T (id VARBINARY(64) NOT NULL PRIMARY KEY, size INT NULL, note TEXT,"
            + " occurred_at DATETIME(3) NOT NULL)");
    stage.sql(
        "INSERT INTO T VALUES ('a', 1, CONCAT('x', CHAR(27 USING utf8mb4), '[2J'), '2026-03-18'), ('b', NULL, 'y',"
            + " '2026-03-19'), (0xFF, 3, 'z', '2026-03-17')");
  }

  @Test
  void head_shows_the_newest_rows_with_a_value_per_line() {
    Execution run = stage.run("head", "T", "--max=2");

    assertThat(run.lines())
        .containsExactly(
            "id           b",
            "size         NULL",
            "note         y",
            "occurred_at  2026-03-19T00:00:00Z",
            "",
            "id           a",
            "size         1",
            "note         x\\u001b[2J",
            "occurred_at  2026-03-18T00:00:00Z",
            "… and more; see --max");
  }

  @Test
  void sql_prints_a_table_or_json() {
    String statement = "SELECT id, size AS n FROM T ORDER BY occurred_at;";

    Execution table = stage.run("sql", statement);
    Execution json = stage.run("sql", statement, "--max=2", "--json");

    assertThat(table.lines()).containsExactly("id    n", "0xff  3", "a     1", "b     NULL");
    assertThat(json.out())
        .isEqualTo("{\"rows\":[{\"id\":\"0xff\",\"n\":3},{\"id\":\"a\",\"n\":1}],\"more\":true}\n");
    assertThat(stage.run("sql", "SHOW TABLES LIKE 'nothing'").lines()).endsWith("no rows");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM T",
        "drop table T",
        "SET GLOBAL x = 1",
        "SELECT 1 INTO OUTFILE '/tmp/x'",
        "",
        "WITH x AS (SELECT 'a' AS id) DELETE FROM T WHERE id IN (SELECT id FROM x)",
        "SELECT 1; DELETE FROM T"
      })
  void a_statement_that_writes_is_refused(String statement) {
    Execution run = stage.run("sql", statement);

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).startsWith("millrace: ");
    assertThat(stage.number("SELECT COUNT(*) FROM T")).isEqualTo(3);
  }

  @Test
  void an_unknown_type_is_refused() {
    assertThat(stage.run("head", "TT").err()).contains("there is no document type 'TT'");
  }
}

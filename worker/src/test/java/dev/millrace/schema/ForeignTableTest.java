package dev.millrace.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.worker.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // set before all tests
final class ForeignTableTest {

  private static final String CLICK = "type: Click\ncount_only: true\noccurred_at: at\n";

  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = new TestDatabase();
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void empty() {
    database.run("DROP TABLE IF EXISTS Click, Pair, Thing");
    database.run("DELETE FROM millrace_type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "other INT | it has no column at; set occurred_at to the column",
        "at BIGINT, KEY (at) | its column at is BIGINT; count by a DATETIME (in UTC)",
        "at DATE, KEY (at) | its column at is DATE; count by",
        "at VARCHAR(30), KEY (at) | its column at is VARCHAR; count by",
        "at DATETIME | no index begins with its column at, so every count would read the whole table",
        "at DATETIME, k INT, KEY (k, at) | run CREATE INDEX `at` ON `Click` (`at`)",
      })
  void a_table_that_cannot_be_counted_is_refused_with_what_to_do(String columns, String message) {
    database.run("CREATE TABLE Click (%s)".formatted(columns));

    assertThatThrownBy(() -> apply(CLICK))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the table Click cannot be counted: ")
        .hasMessageContaining(message)
        .hasMessageEndingWith("or remove the definition of Click");
    assertThat(database.rows("SELECT type FROM millrace_type")).isEmpty();
  }

  @Test
  void the_statement_that_a_refusal_names_makes_the_table_countable() {
    database.run("CREATE TABLE Click (at DATETIME)");

    assertThatThrownBy(() -> apply(CLICK)).hasMessageContaining("CREATE INDEX");
    database.run("CREATE INDEX `at` ON `Click` (`at`)");
    apply(CLICK);

    assertThat(database.rows("SELECT type FROM millrace_type")).containsExactly("Click");
  }

  @Test
  void a_table_that_is_not_there_is_not_made() {
    assertThatThrownBy(() -> apply(CLICK)).hasMessageContaining("it does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DATETIME", "DATETIME(6)", "TIMESTAMP", "TIMESTAMP(3)"})
  void a_moment_with_an_index_is_enough_and_the_table_stays_as_it_is(String type) {
    database.run("CREATE TABLE Click (AT %s NULL, k INT, KEY (AT, k))".formatted(type));

    List<String> statements = apply(CLICK);

    assertThat(statements).singleElement().asString().startsWith("CREATE OR REPLACE VIEW");
  }

  @Test
  void all_events_shows_count_only_rows_with_imported_ones_by_key() {
    database.run("CREATE TABLE Click (n INT PRIMARY KEY, at DATETIME, KEY (at))");
    database.run("CREATE TABLE Pair (a INT, b INT, at TIMESTAMP, PRIMARY KEY (a, b), KEY (at))");
    apply(TestDatabase.THINGS, CLICK, CLICK.replace("Click", "Pair"));
    database.run("INSERT INTO Click VALUES (7, '2026-01-02'), (8, NULL)");
    database.run("INSERT INTO Pair VALUES (1, 2, '2026-01-02 03:04:05')");
    database.run(
        "INSERT INTO Thing VALUES ('a', 1, 'x', 1, '2026-01-01', REPEAT('0', 16), 1, NOW(3))");

    assertThat(database.rows("SELECT type, id FROM AllEvents ORDER BY type"))
        .containsExactly("Click 7", "Pair null", "Thing a");
    assertThat(database.rows("SELECT occurrence_timestamp FROM AllEvents WHERE type <> 'Thing'"))
        .containsExactlyInAnyOrder("2026-01-02T00:00", "2026-01-02T03:04:05");
  }

  private List<String> apply(String... definitions) {
    return new Schema(database.database())
        .apply(
            Catalogue.of(
                List.of(definitions).stream()
                    .flatMap(yaml -> DefinitionParser.parseAll(yaml, "test.yaml").stream())
                    .toList()));
  }
}

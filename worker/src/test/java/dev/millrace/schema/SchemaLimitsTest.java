package dev.millrace.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.worker.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server does not take is found before anything is changed. */
final class SchemaLimitsTest {

  private static final String FIRST = "type: First\ncolumns: { a: { from: /data/a } }\n";

  @AutoClose private final TestDatabase database = new TestDatabase(1);

  /** Texts that types check takes, since the other server would. */
  @Test
  void a_table_that_is_too_wide_for_this_server_is_refused_before_another_is_made() {
    boolean mariaDb = database.rows("SELECT VERSION()").getFirst().contains("MariaDB");
    String wide = mariaDb ? columns(60, "length: 40") : columns(200, "length: 64");

    SchemaPlan plan = schema().plan(catalogue(FIRST, wide));

    assertThat(plan.refusals())
        .singleElement()
        .asString()
        .startsWith("the database rejects the table Wide: Row size too large (> 8126)");
    assertThatThrownBy(() -> schema().apply(catalogue(FIRST, wide)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Row size too large");
    assertThat(tables()).isEmpty();
    assertThat(database.rows("SELECT type FROM millrace_type")).isEmpty();
  }

  @Test
  void a_table_that_would_become_too_wide_is_refused_before_another_is_made() {
    boolean mariaDb = database.rows("SELECT VERSION()").getFirst().contains("MariaDB");
    String kind = mariaDb ? "length: 40" : "length: 64";
    schema().apply(catalogue(columns(40, kind)));
    List<String> before = database.rows("SHOW CREATE TABLE Wide");
    String wider = mariaDb ? columns(60, kind) : columns(200, kind);

    assertThatThrownBy(() -> schema().apply(catalogue(FIRST, wider)))
        .hasMessageContaining("Row size too large");

    assertThat(database.rows("SHOW CREATE TABLE Wide")).isEqualTo(before);
    assertThat(tables()).containsExactly("allevents", "wide");
  }

  @Test
  void as_many_columns_as_a_server_takes_are_taken() {
    schema().apply(catalogue(columns(1011, "as: integer")));

    assertThat(tables()).containsExactly("allevents", "wide");
  }

  @ParameterizedTest
  @CsvSource({
    "CREATE TABLE AllEvents (a INT), table",
    "CREATE VIEW AllEvents AS SELECT 1 AS a, view"
  })
  void a_name_that_is_taken_is_refused_before_a_table_is_made(String statement, String kind) {
    database.run(statement);

    assertThat(schema().plan(catalogue(FIRST)).refusals())
        .singleElement()
        .asString()
        .startsWith("a %s AllEvents already exists".formatted(kind));
    assertThatThrownBy(() -> schema().apply(catalogue(FIRST)))
        .hasMessageContaining("RENAME TABLE AllEvents TO AllEventsBefore");
    assertThat(tables()).doesNotContain("first");

    database.run("RENAME TABLE AllEvents TO AllEventsBefore");
    schema().apply(catalogue(FIRST));
    schema().apply(catalogue(FIRST));
    assertThat(tables()).contains("first", "allevents", "alleventsbefore");
  }

  @Test
  void a_login_that_may_not_make_views_makes_no_table() {
    String schema = database.rows("SELECT DATABASE()").getFirst();
    String user = "u" + UUID.randomUUID().toString().substring(0, 8);
    database.run("CREATE USER '%s'@'%%' IDENTIFIED BY 'Secret-123'".formatted(user));
    database.run(
        "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP ON %s.* TO '%s'@'%%'"
            .formatted(schema, user));
    DatabaseSettings login =
        new DatabaseSettings(database.settings(1).url(), user, "Secret-123", 1);
    try (Database restricted = Database.open(login)) {
      assertThatThrownBy(() -> new Schema(restricted).apply(catalogue(FIRST)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("may not make the view AllEvents");
      assertThat(tables()).isEmpty();
    }
    database.run("GRANT CREATE VIEW ON %s.* TO '%s'@'%%'".formatted(schema, user));
    try (Database restricted = Database.open(login)) {
      new Schema(restricted).apply(catalogue(FIRST));
      assertThat(tables()).contains("first");
    }
  }

  /** What the rows decide no trial without rows can find. */
  @Test
  void failure_in_the_middle_reports_progress_and_the_next_run_continues() {
    String second = "type: Second\ntable: second\ncolumns: { a: { from: /data/a, as: integer } }\n";
    schema().apply(catalogue(second));
    database.run("INSERT INTO second VALUES ('x', 1, 7, '2026-01-01', REPEAT('0', 16), 1, NOW(3))");
    database.run("ALTER TABLE second ADD CONSTRAINT whole CHECK (CAST(a AS CHAR) = '7')");
    String wider = second.replace("as: integer", "as: 'decimal(20,5)'");

    assertThatThrownBy(() -> schema().apply(catalogue(FIRST, wider)))
        .hasMessageContaining(
            "failed statement: ALTER TABLE `second` MODIFY COLUMN `a` DECIMAL(20,5)")
        .hasMessageContaining("done before it: CREATE TABLE `First` (");
    assertThat(tables()).contains("first");

    database.run("ALTER TABLE second DROP CONSTRAINT whole");
    schema().apply(catalogue(FIRST, wider));
    assertThat(database.rows("SELECT type FROM millrace_type ORDER BY 1"))
        .containsExactly("First", "Second");
  }

  private Schema schema() {
    return new Schema(database.database());
  }

  private static String columns(int number, String kind) {
    StringBuilder yaml = new StringBuilder("type: Wide\ncolumns:\n");
    for (int i = 0; i < number; i++) {
      yaml.append("  c%d: { from: /data/c%d, %s }\n".formatted(i, i, kind));
    }
    return yaml.toString();
  }

  private static Catalogue catalogue(String... definitions) {
    return Catalogue.of(
        List.of(definitions).stream()
            .map(yaml -> DefinitionParser.parse(yaml, "test.yaml"))
            .toList());
  }

  /** Without those of Millrace. */
  private List<String> tables() {
    return database.rows(
        """
        SELECT LOWER(table_name) FROM information_schema.tables
        WHERE table_schema = DATABASE() AND LOWER(table_name) NOT LIKE 'millrace%'
          AND LOWER(table_name) NOT LIKE 'event%' ORDER BY 1""");
  }
}

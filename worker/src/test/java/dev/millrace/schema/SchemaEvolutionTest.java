package dev.millrace.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.schema.SchemaPlan.Change;
import dev.millrace.schema.SchemaPlan.Refusal;
import dev.millrace.worker.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a table when its definition changes. */
final class SchemaEvolutionTest {

  @AutoClose private final TestDatabase database = new TestDatabase(2);
  private final Schema schema = new Schema(database.database());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "length: 10         | 'abc'      | length: 60          | varchar(60)   | abc | at once",
        "length: 60         | 'abc'      | length: 300         | varchar(300)  | abc | copies",
        "length: 100        | 'abc'      | length: 300         | varchar(300)  | abc | at once",
        "length: 300        | 'abc'      | length: 20000       | mediumtext    | abc | copies",
        "length: 20000      | '{}'       | as: json            | longtext      | {}  | copies",
        "as: boolean        | TRUE       | as: integer         | int           | 1   | copies",
        "as: integer        | 2147483647 | as: bigint          | bigint        | 2147483647 | copies",
        "as: integer        | 2147483647 | as: double          | double        | 2.147483647E9 | copies",
        "as: integer        | 2147483647 | as: 'decimal(12,2)' | decimal(12,2) | 2147483647.00 | copies",
        "as: bigint         | 9          | as: 'decimal(19,0)' | decimal(19,0) | 9   | copies",
        "as: integer        | -2147483648 | length: 11         | varchar(11)   | -2147483648 | copies",
        "as: bigint         | -9223372036854775808 | as: text | varchar(255) | -9223372036854775808 | copies",
        "as: bigint         | 217931     | length: 20000       | mediumtext    | 217931 | copies",
        "as: 'decimal(5,2)' | 1.25       | as: 'decimal(7,3)'  | decimal(7,3)  | 1.250 | copies",
        "as: date           | '2024-05-31' | as: timestamp     | datetime(3)   | 2024-05-31T00:00 | copies",
      })
  void a_column_is_widened_and_its_values_stay(
      String before, String value, String after, String type, String kept, String cost) {
    apply(type(before));
    insert("v", value);

    SchemaPlan plan = schema.plan(catalogue(type(after)));
    apply(type(after));

    assertThat(plan.refusals()).isEmpty();
    assertThat(plan.changes()).hasSize(1);
    assertThat(plan.changes().getFirst().note().isEmpty()).isEqualTo(cost.equals("at once"));
    assertThat(column("v")).isEqualTo(type);
    assertThat(database.rows("SELECT v FROM T")).containsExactly(kept);
    assertThat(schema.plan(catalogue(type(after))).changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "length: 300         | length: 10         | VARCHAR(300)  | VARCHAR(10)",
        "length: 300         | as: integer        | VARCHAR(300)  | INT",
        "as: integer         | length: 10         | INT           | VARCHAR(10)",
        "as: bigint          | length: 19         | BIGINT        | VARCHAR(19)",
        "as: double          | length: 300        | DOUBLE        | VARCHAR(300)",
        "as: json            | length: 20000      | LONGTEXT      | MEDIUMTEXT",
        "as: bigint          | as: integer        | BIGINT        | INT",
        "as: bigint          | as: double         | BIGINT        | DOUBLE",
        "as: integer         | as: 'decimal(9,0)' | INT           | DECIMAL(9,0)",
        "as: 'decimal(10,2)' | as: 'decimal(10,3)'| DECIMAL(10,2) | DECIMAL(10,3)",
        "as: timestamp       | as: date           | DATETIME(3)   | DATE",
        "as: integer         | as: boolean        | INT           | BOOLEAN",
      })
  void lossy_change_is_refused_with_the_statement_to_run_by_hand(
      String before, String after, String from, String to) {
    apply(type(before));
    String definition = database.rows("SELECT version FROM millrace_type").getFirst();

    List<Refusal> refusals = schema.plan(catalogue(type(after))).refusals();

    assertThat(refusals).hasSize(1);
    assertThat(refusals.getFirst().why())
        .isEqualTo(
            "the column v of T is %s and would become %s, which may lose data".formatted(from, to));
    assertThat(refusals.getFirst().byHand()).startsWith("ALTER TABLE `T` MODIFY COLUMN `v` ");
    assertThatThrownBy(() -> apply(type(after)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(refusals.getFirst().byHand());
    assertThat(database.rows("SELECT version FROM millrace_type")).containsExactly(definition);

    database.run(refusals.getFirst().byHand());

    assertThat(schema.plan(catalogue(type(after)))).isEqualTo(new SchemaPlan(List.of(), List.of()));
  }

  @Test
  void a_plan_changes_nothing_and_says_what_apply_runs() {
    String wider = "type: T\ncolumns: { v: { from: /v, as: bigint }, w: { from: /w } }";
    apply(type("as: integer"));

    List<Change> changes = schema.plan(catalogue(wider)).changes();

    assertThat(column("v")).isEqualTo("int");
    assertThat(changes).extracting(Change::statement).hasSize(2);
    assertThat(apply(wider)).startsWith(changes.get(0).statement(), changes.get(1).statement());
  }

  @Test
  void one_refusal_keeps_all_else_from_being_changed() {
    apply(type("as: bigint"));

    assertThatThrownBy(() -> apply(type("as: integer"), "type: U\ncolumns: { u: { from: /u } }"))
        .isInstanceOf(IllegalStateException.class);

    assertThat(database.rows("SELECT type FROM millrace_type")).containsExactly("T");
    assertThat(database.rows("SHOW TABLES LIKE 'U'")).isEmpty();
  }

  @Test
  void a_column_that_is_defined_no_more_stays() {
    apply(type("as: integer"));
    insert("v", "1");

    apply("type: T\ncolumns: { w: { from: /w } }");

    assertThat(database.rows("SELECT v, w FROM T")).containsExactly("1 null");
  }

  @Test
  void rows_are_not_left_behind_when_a_type_moves_to_another_table() {
    apply(type("as: integer"));
    String moved = "type: T\ntable: Moved\ncolumns: { v: { from: /v, as: integer } }";
    insert("v", "1");

    List<Refusal> refusals = schema.plan(catalogue(moved)).refusals();
    database.run(refusals.getFirst().byHand());
    apply(moved);

    assertThat(refusals.getFirst().byHand()).isEqualTo("RENAME TABLE `T` TO `Moved`");
    assertThat(database.rows("SELECT v FROM Moved")).containsExactly("1");
    assertThat(database.rows("SELECT type, id FROM AllEvents")).containsExactly("T 1");
  }

  @Test
  void a_type_whose_table_is_empty_may_move() {
    apply(type("as: integer"));

    apply("type: T\ntable: Moved\ncolumns: { v: { from: /v, as: integer } }");

    assertThat(database.rows("SELECT * FROM Moved")).isEmpty();
  }

  private static String type(String keys) {
    return "type: T\ncolumns: { v: { from: /v, %s } }".formatted(keys);
  }

  private List<String> apply(String... definitions) {
    return schema.apply(catalogue(definitions));
  }

  private static Catalogue catalogue(String... definitions) {
    return Catalogue.of(
        Stream.of(definitions).map(yaml -> DefinitionParser.parse(yaml, "test.yaml")).toList());
  }

  private String column(String name) {
    return database
        .rows(
            """
            SELECT REGEXP_REPLACE(column_type, '^(int|bigint)\\\\(.*', '\\\\1')
            FROM information_schema.columns
            WHERE table_schema = DATABASE() AND table_name = 'T' AND column_name = '%s'"""
                .formatted(name))
        .getFirst();
  }

  private void insert(String column, String value) {
    database.run(
        """
        INSERT INTO T (id, timestamp, %s, occurred_at, content_hash, written_by, written_at)
        VALUES ('1', 1, %s, NOW(3), REPEAT('0', 16), 1, NOW(3))"""
            .formatted(column, value));
  }
}

package dev.millrace.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.worker.TestDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class SchemaTest {

  @AutoClose private final TestDatabase database = new TestDatabase();
  private final Schema schema = new Schema(database.database());

  @Test
  void table_has_the_key_the_mapped_and_the_internal_columns() {
    apply(
        """
        type: Wide
        columns:
          short: { from: /data/a, length: 10 }
          long: { from: /data/b, length: 20000 }
          count: { from: /data/c, as: integer }
          large: { from: /data/d, as: bigint }
          ratio: { from: /data/e, as: "decimal(10,2)" }
          float: { from: /data/f, as: double }
          yes: { from: /data/g, as: boolean }
          at: { from: /data/h, as: timestamp }
          day: { from: /data/i, as: date }
          rest: { from: /data/j, as: json }
          group: { from: /data/k }
        """);

    assertThat(columns("Wide"))
        .containsExactly(
            "id varbinary(64) NO",
            "timestamp bigint NO",
            "short varchar(10) YES",
            "long mediumtext YES",
            "count int YES",
            "large bigint YES",
            "ratio decimal(10,2) YES",
            "float double YES",
            "yes tinyint(1) YES",
            "at datetime(3) YES",
            "day date YES",
            "rest longtext YES",
            "group varchar(255) YES",
            "occurred_at datetime(3) NO",
            "content_hash binary(16) NO",
            "written_by bigint NO",
            "written_at datetime(3) NO");
  }

  @Test
  void a_table_has_one_unique_key_and_an_index_on_the_moment_that_buckets_count_by() {
    apply(TestDatabase.THINGS);

    assertThat(
            database.rows(
                """
                SELECT index_name, non_unique, column_name FROM information_schema.statistics
                WHERE table_schema = DATABASE() AND table_name = 'Thing' ORDER BY index_name"""))
        .containsExactly("occurred_at 1 occurred_at", "PRIMARY 0 id");
  }

  @Test
  void the_same_types_again_change_nothing() {
    apply(TestDatabase.THINGS);

    List<String> again = apply(TestDatabase.THINGS);

    assertThat(again).isEmpty();
  }

  @Test
  void a_new_column_is_added_and_the_rows_stay() {
    apply(TestDatabase.THINGS);
    insert("Thing (id, timestamp, name, size", "'a', 1, 'hammer', 3");

    apply(TestDatabase.THINGS + "  Weight: { from: /data/weight, as: double }\n");
    apply(TestDatabase.THINGS + "  weight: { from: /data/weight, as: double }\n");

    assertThat(columns("Thing")).filteredOn(c -> c.matches("(?i)weight .*")).hasSize(1);
    assertThat(database.rows("SELECT id, name, size, weight FROM Thing"))
        .containsExactly("a hammer 3 null");
  }

  @Test
  void the_definitions_are_stored_with_their_version() {
    apply(TestDatabase.THINGS);

    CountedType stored = new StoredTypes(database.database()).find("Thing").orElseThrow();

    assertThat(stored).isEqualTo(DefinitionParser.parse(TestDatabase.THINGS, "test.yaml"));
    assertThat(database.rows("SELECT version FROM millrace_type"))
        .containsExactly(stored.version());
  }

  @Test
  void all_events_shows_every_type_that_was_ever_applied() {
    apply(TestDatabase.THINGS, "type: Other\ntable: Elsewhere\ncolumns: { v: { from: /data } }");
    apply("type: Third\ncolumns: { v: { from: /data } }");
    insert("Thing (id, timestamp", "'a', 1");
    insert("Elsewhere (id, timestamp", "'a', 1");
    insert("Third (id, timestamp", "'b', 1");

    assertThat(
            database.rows("SELECT type, id, occurrence_timestamp FROM AllEvents ORDER BY type, id"))
        .containsExactly(
            "Other a 2026-01-02T03:04:05.678",
            "Thing a 2026-01-02T03:04:05.678",
            "Third b 2026-01-02T03:04:05.678");
  }

  @Test
  void unreadable_definition_is_fixed_by_applying_a_valid_one() {
    apply(TestDatabase.THINGS);
    database.run("UPDATE millrace_type SET definition = 'type: {'");

    apply(TestDatabase.THINGS);

    assertThat(new StoredTypes(database.database()).find("Thing")).isPresent();
  }

  @Test
  void two_at_once_come_one_after_the_other() throws Exception {
    String[] definitions =
        Stream.of("A", "B", "C", "D")
            .map(name -> "type: %s\ncolumns: { v: { from: /data } }".formatted(name))
            .toArray(String[]::new);
    Collection<Callable<List<String>>> applications = new ArrayList<>();
    List<Database> pools = Stream.generate(() -> database.open(1)).limit(4).toList();
    pools.forEach(pool -> applications.add(() -> new Schema(pool).apply(catalogue(definitions))));

    List<String> tables = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<String>> statements : threads.invokeAll(applications)) {
        statements.get().stream().filter(s -> s.startsWith("CREATE TABLE")).forEach(tables::add);
      }
    }

    assertThat(tables).as("each table is created by one of them").hasSize(4);
    pools.forEach(Database::close);
  }

  @Test
  void table_of_another_system_is_not_taken_over() {
    database.run("CREATE TABLE Thing (id VARCHAR(24) PRIMARY KEY, name TEXT)");
    database.run("INSERT INTO Thing VALUES ('a', 'hammer')");

    assertThatThrownBy(() -> apply(TestDatabase.THINGS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("it has no column timestamp, occurred_at");

    assertThat(database.rows("SELECT * FROM Thing")).containsExactly("a hammer");
    assertThat(database.rows("SELECT type FROM millrace_type")).isEmpty();
  }

  private List<String> apply(String... definitions) {
    return schema.apply(catalogue(definitions));
  }

  private static Catalogue catalogue(String... definitions) {
    return Catalogue.of(
        Stream.of(definitions).map(yaml -> DefinitionParser.parse(yaml, "test.yaml")).toList());
  }

  private List<String> columns(String table) {
    return database.rows(
        """
        SELECT column_name, REGEXP_REPLACE(column_type, '^(int|bigint)\\\\(.*', '\\\\1'), is_nullable
        FROM information_schema.columns
        WHERE table_schema = DATABASE() AND table_name = '%s' ORDER BY ordinal_position"""
            .formatted(table));
  }

  private void insert(String columns, String values) {
    database.run(
        """
        INSERT INTO %s, occurred_at, content_hash, written_by, written_at)
        VALUES (%s, '2026-01-02 03:04:05.678', REPEAT('0', 16), 1, NOW(3))"""
            .formatted(columns, values));
  }
}

package dev.millrace.cli.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.Execution;
import dev.millrace.cli.ShippedTypes;
import dev.millrace.database.Sql;
import dev.millrace.local.database.LocalDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TypesApplyTest {

  @TempDir private Path folder;
  private final Map<String, String> environment = new LinkedHashMap<>();

  @BeforeEach
  void settings() {
    LocalDatabase server = LocalDatabase.shared();
    environment.put("MILLRACE_TYPES", folder.toString());
    environment.put("MILLRACE_DB_URL", server.createSchema());
    environment.put("MILLRACE_DB_USER", server.user());
    environment.put("MILLRACE_DB_PASSWORD", server.password());
  }

  @Test
  void a_plan_shows_what_apply_does_and_then_there_is_nothing_to_change() throws IOException {
    define("columns: { size: { from: /data/size, as: integer } }");

    Execution first = run("plan");
    Execution applied = run("apply");
    Execution after = run("plan");

    assertThat(first.status()).isZero();
    assertThat(first.out())
        .startsWith("-- control tables: migrations V1 to V")
        .contains("CREATE TABLE `Thing` (\n", "`size` INT NULL,", "-- Thing: new, version ")
        .contains("CREATE OR REPLACE VIEW AllEvents AS\n");
    assertThat(applied.out()).isEqualTo(first.out() + "-- applied\n");
    assertThat(after).isEqualTo(new Execution(0, "-- nothing to change\n", ""));
    assertThat(run("apply")).isEqualTo(after);
  }

  /** The migrations create its table unless it exists. */
  @Test
  void a_plan_of_the_event_table_is_what_apply_does() throws IOException {
    write("Event", "count_only: true\noccurred_at: occurrence_timestamp");

    Execution plan = run("plan");

    assertThat(plan.status()).isZero();
    assertThat(plan.out()).contains("CAST(`event_id` AS BINARY) AS id");
    assertThat(run("apply").out()).isEqualTo(plan.out() + "-- applied\n");
  }

  @Test
  void a_plan_refuses_a_name_that_another_system_uses_as_apply_does() throws Exception {
    define("columns: { size: { from: /data/size, as: integer } }");
    try (Connection connection =
        DriverManager.getConnection(
            environment.get("MILLRACE_DB_URL"),
            environment.get("MILLRACE_DB_USER"),
            environment.get("MILLRACE_DB_PASSWORD"))) {
      Sql.update(connection, "CREATE TABLE EventCount (bucket INT)");
    }

    Execution plan = run("plan");
    Execution applied = run("apply");

    assertThat(plan.status()).isEqualTo(1);
    assertThat(plan.out()).contains("-- refused: the name EventCount is already taken by tables");
    assertThat(applied.status()).isEqualTo(1);
    assertThat(applied.err()).startsWith("millrace: the name EventCount is already taken by");
  }

  @Test
  void every_command_prints_json() throws IOException {
    define("columns: { size: { from: /data/size, as: integer } }");

    JsonNode checked = run("check", "--json").json();
    JsonNode planned = run("plan", "--json").json();
    JsonNode applied = run("apply", "--json").json();
    define("columns: { size: { from: /data/size, as: boolean } }");
    Execution refused = run("plan", "--json");

    assertThat(checked.path("types").get(0).path("type").asText()).isEqualTo("Thing");
    assertThat(planned.path("migrated").asBoolean()).isFalse();
    assertThat(planned.path("types").get(0).path("before").isNull()).isTrue();
    assertThat(planned.path("changes").get(0).path("statement"))
        .isEqualTo(applied.path("statements").get(0));
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.json().path("refusals").get(0).path("why").asText())
        .contains("may lose data");
  }

  @Test
  void a_wider_column_is_announced_with_its_cost_and_a_narrower_one_is_refused()
      throws IOException {
    define("columns: { size: { from: /data/size, as: integer } }");
    run("apply");

    define("columns: { size: { from: /data/size, as: bigint }, name: { from: /data/name } }");
    Execution wider = run("plan");
    run("apply");
    define("columns: { size: { from: /data/size, as: boolean }, name: { from: /data/name } }");
    Execution narrower = run("plan");
    Execution refused = run("apply");

    assertThat(wider.lines())
        .startsWith(
            "-- copies the table; writers wait until that is done:",
            "ALTER TABLE `Thing` MODIFY COLUMN `size` BIGINT NULL;")
        .anyMatch(line -> line.startsWith("ALTER TABLE `Thing` ADD COLUMN `name` VARCHAR(255)"))
        .last()
        .asString()
        .matches("-- Thing: version [0-9a-f]{16} becomes [0-9a-f]{16}");
    assertThat(narrower.status()).isEqualTo(1);
    assertThat(narrower.out())
        .endsWith(
            """
            -- refused: the column size of Thing is BIGINT and would become BOOLEAN, which may lose data
            -- to do it anyway, run: ALTER TABLE `Thing` MODIFY COLUMN `size` BOOLEAN NULL;
            """);
    assertThat(refused)
        .isEqualTo(
            new Execution(
                1,
                "",
                "millrace: the column size of Thing is BIGINT and would become BOOLEAN, which may lose data; to do it anyway, run: ALTER TABLE `Thing` MODIFY COLUMN `size` BOOLEAN NULL\n"));
  }

  @Test
  void rows_without_a_valid_time_are_not_counted_and_their_number_is_reported() throws Exception {
    try (Connection connection =
        DriverManager.getConnection(
            environment.get("MILLRACE_DB_URL"),
            environment.get("MILLRACE_DB_USER"),
            environment.get("MILLRACE_DB_PASSWORD"))) {
      Sql.update(connection, "SET sql_mode = ''");
      Sql.update(connection, "CREATE TABLE Click (at DATETIME NULL, KEY (at))");
      Sql.update(
          connection,
          "INSERT INTO Click VALUES ('1969-12-31 12:00:00'), ('1000-01-01 00:00:00'),"
              + " ('2026-03-00 12:00:00'), ('2026-02-28 23:59:59')");
    }
    write("Click", "count_only: true\noccurred_at: at");

    Execution applied = run("apply");
    Execution reconciled = Execution.of(environment, "reconcile");

    assertThat(applied.out())
        .contains("-- Click: 3 buckets of existing rows in Click are waiting to be counted")
        .contains("-- Click: 1 row of Click is not counted: at is not a time");
    assertThat(reconciled.status()).isEqualTo(1);
    assertThat(reconciled.out())
        .contains("Click: 1 row of Click is not counted: at is not a time")
        .contains("1969-12-31", "1000-01-01", "2026-02-28");
  }

  @Test
  void the_list_shows_the_stored_state_of_each_type() throws IOException {
    define("columns: { size: { from: /data/size, as: integer } }");
    write("Other", "columns: { a: { from: /a } }");
    run("apply");
    write("Other", "columns: { b: { from: /a } }");
    write("Third", "enabled: false\ncolumns: { a: { from: /a } }");
    Files.delete(folder.resolve("Thing.yaml"));

    Execution list = run("list", "--json");
    environment.remove("MILLRACE_DB_URL");
    Execution withoutDatabase = run("list");

    assertThat(list.out().replaceAll("[0-9a-f]{16}", "v"))
        .isEqualTo(
            """
            {"types":[\
            {"type":"Other","version":"v","table":"Other","columns":1,"enabled":true,"count_only":false,"state":"changed"},\
            {"type":"Thing","version":"v","table":"Thing","columns":1,"enabled":true,"count_only":false,"state":"only stored"},\
            {"type":"Third","version":"v","table":"Third","columns":1,"enabled":false,"count_only":false,"state":"new"}]}
            """);
    assertThat(withoutDatabase.lines()).hasSize(2).last().asString().contains("1 column, disabled");
  }

  @Test
  void the_list_of_the_shipped_types_fits_into_80_columns() {
    environment.put("MILLRACE_TYPES", ShippedTypes.folder().toString());
    run("apply");

    assertThat(run("list").lines())
        .anyMatch(line -> line.startsWith("GithubType "))
        .allMatch(line -> line.length() <= 80);
    environment.remove("MILLRACE_DB_URL");
    assertThat(run("list").lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void errors_are_reported_with_file_line_and_remedy() throws IOException {
    define("columns:\n  size: { from: data.size, as: integr }");
    write("Other", "slice_widht: 1h\ncolumns: { a: { from: /a } }");

    Execution check = run("check");

    assertThat(check)
        .isEqualTo(
            new Execution(
                1,
                "",
                """
                millrace: Other.yaml, line 2: unknown key 'slice_widht'; did you mean 'slice_width'?
                millrace: Thing.yaml, line 3: from: 'data.size' is not a JSON Pointer; write '/data/size'
                millrace: Thing.yaml, line 3: unknown type 'integr'; did you mean 'integer'?
                """));
  }

  private void define(String body) throws IOException {
    write("Thing", body);
  }

  private void write(String type, String body) throws IOException {
    Files.writeString(folder.resolve(type + ".yaml"), "type: " + type + "\n" + body + "\n");
  }

  private Execution run(String... arguments) {
    return Execution.of(
        environment,
        Stream.concat(Stream.of("types"), Stream.of(arguments)).toArray(String[]::new));
  }
}

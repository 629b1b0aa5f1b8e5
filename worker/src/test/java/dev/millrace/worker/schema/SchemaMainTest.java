package dev.millrace.worker.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.settings.Environment;
import dev.millrace.settings.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The step as its task runs it; that of users with passwords is tested with the packages. */
final class SchemaMainTest {

  private static final List<String> TOKENS =
      List.of("--worker-user", "millrace_worker", "--reader-user", "millrace_reader");

  private final LocalDatabase server = LocalDatabase.shared();
  private final String url = server.createSchema();

  @TempDir private Path types;

  @Test
  void it_needs_one_login_for_each_user() {
    assertThatThrownBy(
            () ->
                SchemaMain.update(
                    environment(url), List.of("--worker-user", "w", "--worker-secret", "arn")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            """
            give one of --worker-secret ARN and --worker-user NAME
            give one of --reader-secret ARN and --reader-user NAME\
            """);
  }

  @Test
  void missing_settings_are_named_all_at_once() {
    assertThatThrownBy(() -> SchemaMain.update(new Environment(Map.of()), TOKENS))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("MILLRACE_DB_URL is missing")
        .hasMessageContaining("MILLRACE_DB_PASSWORD is missing");
  }

  @Test
  void a_database_that_does_not_answer_is_one_line() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> SchemaMain.update(environment("jdbc:mysql://127.0.0.1:1/millrace"), TOKENS))
        .withMessage(
            "MILLRACE_DB_URL: the database at 127.0.0.1:1 refuses connections; start it or correct"
                + " the URL");
  }

  /** The tables are there; only RDS has the plugin that users with tokens need. */
  @Test
  void it_migrates_and_applies_before_it_makes_users() throws IOException {
    Files.writeString(
        types.resolve("Thing.yaml"),
        """
        type: Thing
        columns:
          name: { from: /data/name, length: 100 }
        """);

    assertThatIllegalStateException()
        .isThrownBy(() -> SchemaMain.update(environment(url), TOKENS))
        .withMessageContaining("'AWSAuthenticationPlugin' is not loaded");

    try (Database database =
        Database.open(new DatabaseSettings(url, server.user(), server.password(), 1))) {
      assertThat(
              database.<Long>transact(
                  connection -> Sql.number(connection, "SELECT COUNT(*) FROM Thing")))
          .isZero();
    }
  }

  private Environment environment(String database) {
    return new Environment(
        Map.of(
            "MILLRACE_DB_URL", database,
            "MILLRACE_DB_USER", server.user(),
            "MILLRACE_DB_PASSWORD", server.password(),
            "MILLRACE_TYPES", types.toString()));
  }
}

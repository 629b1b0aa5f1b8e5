package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.database.LocalDatabase;
import dev.millrace.settings.Environment;
import dev.millrace.settings.InvalidSettingsException;
import dev.millrace.settings.UnreadableSecretException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins with tokens of RDS; here the password of a local server is the valid one. */
final class TokenLoginTest {

  private static final LocalDatabase SERVER = LocalDatabase.shared();
  private static final Duration USED = Duration.ofMinutes(10);

  private final AtomicLong time = new AtomicLong();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicReference<String> valid = new AtomicReference<>(SERVER.password());
  private final Logins logins =
      Logins.tokens(
          SERVER.user(),
          () -> {
            made.incrementAndGet();
            return valid.get();
          },
          USED,
          time::get);

  @Test
  void none_is_made_before_the_first_connection() {
    DatabaseSettings settings = new DatabaseSettings(SERVER.createSchema(), logins, 1);

    assertThat(settings.user()).isEqualTo(SERVER.user());
    assertThat(settings.toString()).contains(SERVER.user());
    assertThat(made).hasValue(0);
  }

  @Test
  void a_pool_logs_in_with_one() {
    try (Database database =
        Database.open(new DatabaseSettings(SERVER.createSchema(), logins, 1))) {
      assertThat(one(database)).isEqualTo(1);
      assertThat(one(database)).isEqualTo(1);
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void it_is_made_again_before_it_expires() {
    Login first = logins.current();
    valid.set("next");
    time.addAndGet(USED.toNanos() - 1);

    assertThat(logins.current()).isEqualTo(first);

    time.addAndGet(1);

    assertThat(logins.current().password()).isEqualTo("next");
    assertThat(made).hasValue(2);
  }

  /** The credentials that signed it may have expired before it does. */
  @Test
  void a_refused_one_is_made_again_at_once() {
    valid.set("expired");
    assertThat(logins.current().password()).isEqualTo("expired");
    valid.set(SERVER.password());
    time.addAndGet(Duration.ofSeconds(10).toNanos());

    try (Database database =
        Database.open(new DatabaseSettings(SERVER.createSchema(), logins, 1))) {
      assertThat(one(database)).isEqualTo(1);
      assertThat(database.refusal()).isEmpty();
    }
  }

  @Test
  void without_credentials_the_failure_says_so() {
    Logins without =
        Logins.tokens(
            "millrace_worker",
            () -> {
              throw new UnreadableSecretException("there are no credentials", new Exception());
            },
            USED,
            time::get);

    LoginDataSource connections =
        new LoginDataSource(new com.mysql.cj.jdbc.MysqlDataSource(), without);

    assertThatThrownBy(connections::getConnection).hasMessage("there are no credentials");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://db.example.com:3306/millrace?sslMode=REQUIRED",
        "jdbc:mysql://db.example.com/millrace?sslMode=verify_identity&connectTimeout=1",
        "jdbc:mysql://address=(host=db.example.com)(sslMode=VERIFY_CA)/millrace"
      })
  void settings_need_a_user_and_no_password(String url) {
    assertThat(settings(url, Map.of()).user()).isEqualTo("millrace_worker");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?sslMode=PREFERRED", "?sslMode=DISABLED", "?useSSL=true"})
  void a_token_is_sent_over_tls_alone(String options) {
    assertThatThrownBy(() -> settings("jdbc:mysql://db.example.com/m" + options, Map.of()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage(
            "MILLRACE_DB_URL must have sslMode=VERIFY_IDENTITY or sslMode=REQUIRED with"
                + " MILLRACE_DB_AUTH=iam, since the server gets the token as it is");
  }

  @ParameterizedTest
  @CsvSource({"MILLRACE_DB_PASSWORD, hush", "MILLRACE_DB_SECRET, arn"})
  void a_password_in_addition_is_refused(String variable, String value) {
    assertThatThrownBy(
            () ->
                settings("jdbc:mysql://db.example.com/m?sslMode=REQUIRED", Map.of(variable, value)))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageStartingWith("MILLRACE_DB_AUTH is iam, which needs no password; remove")
        .hasMessageNotContaining("hush");
  }

  @Test
  void another_way_to_log_in_is_refused() {
    assertThatThrownBy(
            () ->
                settings(
                    "jdbc:mysql://db.example.com/m",
                    Map.of("MILLRACE_DB_AUTH", "ldap", "MILLRACE_DB_PASSWORD", "hush")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessage("MILLRACE_DB_AUTH must be password or iam, but is 'ldap'");
  }

  private static DatabaseSettings settings(String url, Map<String, String> further) {
    Map<String, String> variables =
        new HashMap<>(
            Map.of(
                "MILLRACE_DB_URL", url,
                "MILLRACE_DB_USER", "millrace_worker",
                "MILLRACE_DB_AUTH", "iam"));
    variables.putAll(further);
    Environment environment =
        new Environment(variables, _ -> "{\"username\":\"u\",\"password\":\"hush\"}");
    DatabaseSettings settings = DatabaseSettings.from(environment, 1);
    environment.check();
    return settings;
  }

  private static long one(Database database) {
    return database.transact(connection -> Sql.number(connection, "SELECT 1"));
  }
}

package dev.millrace.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.local.database.LocalDatabase;
import dev.millrace.settings.Environment;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A password that changes while programs run. */
final class LoginRotationTest {

  private static final LocalDatabase SERVER = LocalDatabase.shared();

  private final String url = SERVER.createSchema();
  private final String user = url.replaceAll(".*/(\\w{20}).*", "$1");
  private final AtomicReference<String> secret = new AtomicReference<>("");

  @Test
  void a_pool_logs_in_with_the_password_of_the_changed_secret() {
    rotate("first");
    store("first");
    try (Database database = Database.open(settings())) {
      assertThat(one(database)).isEqualTo(1);

      rotate("second");
      store("second");

      assertThat(one(database)).isEqualTo(1);
      assertThat(database.refusal()).isEmpty();
    }
  }

  @Test
  void a_refusal_is_reported_until_the_secret_agrees_with_the_server() {
    rotate("first");
    AtomicLong time = new AtomicLong();
    AtomicReference<Login> stored = new AtomicReference<>(new Login(user, "first"));
    Logins logins = new Logins(new Login(user, "first"), stored::get, time::get);
    try (Database database = Database.open(new DatabaseSettings(url, logins, 2))) {
      assertThat(one(database)).isEqualTo(1);
      rotate("second");

      assertThatThrownBy(() -> one(database)).isInstanceOf(DatabaseException.class);
      assertThat(database.refusal()).get().asString().contains("refuses the login of '" + user);
      assertThat(database.unavailable()).isTrue();

      stored.set(new Login(user, "second"));
      time.addAndGet(10_000_000_000L);

      assertThat(one(database)).isEqualTo(1);
      assertThat(database.refusal()).isEmpty();
    }
  }

  @Test
  void a_secret_is_read_again_at_most_every_ten_seconds() {
    AtomicLong time = new AtomicLong();
    AtomicLong reads = new AtomicLong();
    Login wrong = new Login("user", "wrong");
    Logins logins =
        new Logins(wrong, () -> new Login("user", "wrong" + reads.incrementAndGet()), time::get);

    Login first = logins.afterRefusal(wrong);
    Login second = logins.afterRefusal(first);
    time.addAndGet(10_000_000_000L);
    Login third = logins.afterRefusal(second);

    assertThat(first.password()).isEqualTo("wrong1");
    assertThat(second).isEqualTo(first);
    assertThat(third.password()).isEqualTo("wrong2");
    assertThat(logins.afterRefusal(first)).isEqualTo(third); // another thread has read it
    assertThat(third.toString()).doesNotContain("wrong");
  }

  private DatabaseSettings settings() {
    Environment environment =
        new Environment(
            Map.of("MILLRACE_DB_URL", url, "MILLRACE_DB_SECRET", "login"), _ -> secret.get());
    DatabaseSettings settings = DatabaseSettings.from(environment, 2);
    environment.check();
    return settings;
  }

  private void store(String password) {
    secret.set("{\"username\":\"%s\",\"password\":\"%s\"}".formatted(user, password));
  }

  /** Ends the user's sessions, as a failover does. */
  private void rotate(String password) {
    try (Connection admin = DriverManager.getConnection(url, SERVER.user(), SERVER.password());
        Statement statement = admin.createStatement()) {
      statement.execute("DROP USER IF EXISTS '%s'@'127.0.0.1'".formatted(user));
      statement.execute(
          "CREATE USER '%s'@'127.0.0.1' IDENTIFIED BY '%s'".formatted(user, password));
      statement.execute("GRANT ALL ON *.* TO '%s'@'127.0.0.1'".formatted(user));
      var sessions =
          statement.executeQuery(
              "SELECT id FROM information_schema.processlist WHERE user = '%s'".formatted(user));
      StringBuilder kills = new StringBuilder();
      while (sessions.next()) {
        kills.append(sessions.getLong(1)).append(' ');
      }
      for (String id : kills.toString().split(" ", -1)) {
        if (!id.isEmpty()) {
          statement.execute("KILL " + id);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long one(Database database) {
    for (int tries = 1; ; tries++) {
      try {
        return database.transact(connection -> Sql.number(connection, "SELECT 1"));
      } catch (DatabaseException e) {
        // The first use of a killed session finds that out.
        if (tries == 2) {
          throw e;
        }
      }
    }
  }
}

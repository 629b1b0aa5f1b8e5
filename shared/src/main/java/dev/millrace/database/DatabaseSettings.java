package dev.millrace.database;

import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.util.List;

/**
 * The database's address and login.
 *
 * @param url JDBC URL with the schema, {@code jdbc:mysql://host:port/schema}, or that of the AWS
 *     Advanced JDBC Wrapper, {@code jdbc:aws-wrapper:mysql://…}
 * @param logins the login, which a rotation may change
 * @param connections size of the pool
 */
public record DatabaseSettings(String url, Logins logins, int connections) {

  /** With a login that never changes. */
  public DatabaseSettings(String url, String user, String password, int connections) {
    this(url, Logins.fixed(user, password), connections);
  }

  public static DatabaseSettings from(Environment environment, int connections) {
    String url = environment.jdbcUrl(Setting.DB_URL);
    List<String> problems = List.of();
    if (JdbcWrapper.wraps(url)) {
      problems = JdbcWrapper.problems(url);
    } else if (url.startsWith("jdbc:mysql://")) {
      problems = UrlOptions.problems(url);
    }
    problems.forEach(problem -> environment.refuse(Setting.DB_URL, problem));
    return new DatabaseSettings(url, logins(environment), connections);
  }

  private static Logins logins(Environment environment) {
    Login first = login(environment);
    return new Logins(first, () -> again(environment), System::nanoTime);
  }

  private static Login again(Environment environment) {
    Environment fresh = environment.again();
    Login login = login(fresh);
    fresh.check();
    return login;
  }

  private static Login login(Environment environment) {
    return new Login(environment.text(Setting.DB_USER), environment.text(Setting.DB_PASSWORD));
  }

  public String user() {
    return logins.current().user();
  }

  public String password() {
    return logins.current().password();
  }

  @Override
  public String toString() {
    return "%s as %s, %d connections".formatted(Setting.DB_URL.masked(url), user(), connections);
  }
}

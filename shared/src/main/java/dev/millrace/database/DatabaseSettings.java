package dev.millrace.database;

import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;

/**
 * The database's address and login.
 *
 * @param url JDBC URL with the schema, {@code jdbc:mysql://host:port/schema}
 * @param connections size of the pool
 */
public record DatabaseSettings(String url, String user, String password, int connections) {

  public static DatabaseSettings from(Environment environment, int connections) {
    String url = environment.jdbcUrl(Setting.DB_URL);
    if (url.startsWith("jdbc:mysql://")) {
      UrlOptions.problems(url).forEach(problem -> environment.refuse(Setting.DB_URL, problem));
    }
    return new DatabaseSettings(
        url, environment.text(Setting.DB_USER), environment.text(Setting.DB_PASSWORD), connections);
  }

  @Override
  public String toString() {
    return "%s as %s, %d connections".formatted(Setting.DB_URL.masked(url), user, connections);
  }
}

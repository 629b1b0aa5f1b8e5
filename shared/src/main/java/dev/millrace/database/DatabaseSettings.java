package dev.millrace.database;

import dev.millrace.aws.DatabaseToken;
import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.time.Duration;
import java.util.List;

/**
 * The database's address and login.
 *
 * @param url JDBC URL with the schema, {@code jdbc:mysql://host:port/schema}, or that of the AWS
 *     Advanced JDBC Wrapper, {@code jdbc:aws-wrapper:mysql://…}
 * @param logins the login, which a rotation may change
 * @param connections size of the pool
 * @param patience how long to wait for a connection; a paused database needs a while to wake up
 */
public record DatabaseSettings(String url, Logins logins, int connections, Duration patience) {

  private static final Duration USUAL_WAIT = Duration.ofSeconds(10);

  private static final Duration TOKEN_USED = DatabaseToken.VALID.minusMinutes(5);

  /** With the usual wait. */
  public DatabaseSettings(String url, Logins logins, int connections) {
    this(url, logins, connections, USUAL_WAIT);
  }

  /** With a login that never changes. */
  public DatabaseSettings(String url, String user, String password, int connections) {
    this(url, Logins.fixed(user, password), connections);
  }

  public static DatabaseSettings from(Environment environment, int connections) {
    String url = environment.text(Setting.DB_URL);
    List<String> problems = List.of();
    if (JdbcWrapper.wraps(url)) {
      problems = JdbcWrapper.problems(url);
    } else if (url.startsWith("jdbc:mysql://")) {
      problems = UrlOptions.problems(url);
    }
    problems.forEach(problem -> environment.refuse(Setting.DB_URL, problem));
    return new DatabaseSettings(
        url, logins(environment, url), connections, environment.seconds(Setting.DB_WAIT_SECONDS));
  }

  private static Logins logins(Environment environment, String url) {
    if (environment.text(Setting.DB_AUTH).equals("iam")) {
      return tokens(environment, url);
    }
    Login first = login(environment);
    return new Logins(first, () -> again(environment), System::nanoTime);
  }

  /** The role of the process is its login; only the user's name is a setting. */
  private static Logins tokens(Environment environment, String url) {
    if (environment.given(Setting.DB_PASSWORD)) {
      environment.refuse(
          Setting.DB_AUTH,
          "is iam, which needs no password; remove MILLRACE_DB_PASSWORD and MILLRACE_DB_SECRET");
      return Logins.fixed("", "");
    }
    String user = environment.text(Setting.DB_USER);
    if (JdbcWrapper.wraps(url)) {
      environment.refuse(
          Setting.DB_URL,
          "must begin with jdbc:mysql:// with MILLRACE_DB_AUTH=iam, since a token is for one host");
    }
    if (!url.startsWith("jdbc:mysql://")) {
      return Logins.fixed(user, "");
    }
    if (!UrlOptions.encrypted(url)) {
      environment.refuse(
          Setting.DB_URL,
          "must have sslMode=VERIFY_IDENTITY or sslMode=REQUIRED with MILLRACE_DB_AUTH=iam, since"
              + " the server gets the token as it is");
    }
    DatabaseToken token = UrlOptions.token(url, user);
    return Logins.tokens(user, token::text, TOKEN_USED, System::nanoTime);
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

  /** The same for another user. */
  public DatabaseSettings as(Logins other) {
    return new DatabaseSettings(url, other, connections, patience);
  }

  public String user() {
    return logins.user();
  }

  /** Whether no connection is without TLS. */
  public boolean encrypted() {
    return UrlOptions.encrypted(url);
  }

  public String password() {
    return logins.current().password();
  }

  @Override
  public String toString() {
    return "%s as %s, %d connections".formatted(Setting.DB_URL.masked(url), user(), connections);
  }
}

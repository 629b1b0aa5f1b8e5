package dev.millrace.contact;

import dev.millrace.database.DatabaseException;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.settings.UnreadableSecretException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The database that the settings name.
 *
 * @param url JDBC URL with the schema
 * @param password made when it is needed, since a token needs credentials
 * @param patience how long a login may take
 */
public record DatabaseContact(
    String url, String user, Supplier<String> password, Duration patience) {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofSeconds(10);

  /** With a few seconds of patience. */
  public DatabaseContact(String url, String user, String password) {
    this(url, user, () -> password, PATIENCE);
  }

  private static final Pattern ADDRESS = Pattern.compile("//(?:[^/?]*@)?([^/?]*)/?([^?]*)");

  /**
   * The reason why the database cannot be used.
   *
   * @param lasting whether it lasts until the settings or the server's users change
   */
  public record Fault(String message, boolean lasting) {}

  public static DatabaseContact of(DatabaseSettings settings) {
    return new DatabaseContact(
        settings.url(),
        settings.user(),
        settings::password,
        // A paused database lets the login wait until it is up.
        settings.patience().compareTo(LONG) > 0 ? settings.patience() : PATIENCE);
  }

  /** Logs in once, which takes a few seconds at most; empty when that works. */
  public Optional<Fault> fault() {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    try {
      properties.setProperty("password", password.get());
    } catch (UnreadableSecretException e) {
      return Optional.of(new Fault(String.valueOf(e.getMessage()), false));
    }
    String millis = String.valueOf(patience.toMillis());
    properties.setProperty("connectTimeout", millis);
    properties.setProperty("socketTimeout", millis);
    try (Connection _ = DriverManager.getConnection(url, properties)) {
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(
          fault(e).orElseGet(() -> new Fault(unusable(String.valueOf(e.getMessage())), false)));
    }
  }

  /** What a failure says about the database, or the failure's own message. */
  public String explain(DatabaseException failure) {
    return failure.getCause() instanceof SQLException e
        ? fault(e).map(Fault::message).orElseGet(() -> String.valueOf(failure.getMessage()))
        : String.valueOf(failure.getMessage());
  }

  /** The fault of the settings that an error shows; empty when it concerns a statement. */
  public Optional<Fault> fault(SQLException e) {
    if (e.getCause() instanceof UnreadableSecretException noToken) {
      return Optional.of(new Fault(String.valueOf(noToken.getMessage()), false));
    }
    SQLException root = innermost(e);
    String server = String.valueOf(root.getMessage());
    return switch (root.getErrorCode()) {
      case 1045, 1698 ->
          lasting(
              "MILLRACE_DB_USER: the database at %s refuses the login of '%s' (%s); check"
                      .formatted(address(), user, server)
                  + " MILLRACE_DB_USER and MILLRACE_DB_PASSWORD");
      case 1044 ->
          lasting(
              "MILLRACE_DB_USER: '%s' may not use the schema '%s' at %s; grant it the rights"
                  .formatted(user, schema(), address()));
      case 1049 ->
          lasting(
              "MILLRACE_DB_URL: there is no schema '%s' at %s; create it or correct the URL"
                  .formatted(schema(), address()));
      case 1130 ->
          lasting(
              "MILLRACE_DB_URL: the database at %s takes no connections from this machine (%s)"
                  .formatted(address(), server));
      case 1146 ->
          server.contains(".millrace_")
              ? lasting(
                  "MILLRACE_DB_URL: the schema '%s' at %s has no tables of Millrace; run"
                          .formatted(schema(), address())
                      + " ./millrace types apply")
              : Optional.empty();
      default -> unreachable(root);
    };
  }

  private Optional<Fault> unreachable(SQLException e) {
    String state = e.getSQLState();
    if (state == null || !state.startsWith("08")) {
      return Optional.empty();
    }
    Throwable root = root(e);
    if (String.valueOf(root.getMessage()).contains("Public Key Retrieval")) {
      return lasting(
          "MILLRACE_DB_URL: the database at %s checks the login of '%s' over TLS only; add"
                  .formatted(address(), user)
              + " sslMode=REQUIRED, or allowPublicKeyRetrieval=true on a trusted network");
    }
    if (root instanceof ConnectException) {
      return Optional.of(
          new Fault(
              "MILLRACE_DB_URL: the database at %s refuses connections; start it or correct the URL"
                  .formatted(address()),
              false));
    }
    return Optional.of(
        new Fault(
            root instanceof UnknownHostException
                ? "MILLRACE_DB_URL: the host of %s is unknown; correct the URL".formatted(address())
                : unusable(String.valueOf(root.getMessage()).lines().findFirst().orElse("")),
            false));
  }

  private String unusable(String reason) {
    return "MILLRACE_DB_URL: the database at %s cannot be reached (%s); start it or correct the URL"
        .formatted(address(), reason);
  }

  private static Optional<Fault> lasting(String message) {
    return Optional.of(new Fault(message, true));
  }

  /** Host and port, without the login that a URL may hold. */
  private String address() {
    return part(1);
  }

  private String schema() {
    return part(2);
  }

  private String part(int group) {
    Matcher matcher = ADDRESS.matcher(url);
    return matcher.find() ? matcher.group(group) : "";
  }

  /** The pool's own exceptions have the server's as their cause. */
  private static SQLException innermost(SQLException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException inner) {
        return innermost(inner);
      }
    }
    return e;
  }

  private static Throwable root(Throwable e) {
    Throwable cause = e.getCause();
    return cause == null ? e : root(cause);
  }
}

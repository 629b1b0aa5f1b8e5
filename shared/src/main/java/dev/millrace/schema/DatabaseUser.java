package dev.millrace.schema;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import java.util.List;

/**
 * A user of the schema that may not change its tables.
 *
 * @param login its name and password
 */
public record DatabaseUser(DatabaseSettings login, Rights rights) {

  /** The rights of a user on the rows of all tables and views. */
  public enum Rights {
    READ("SELECT, SHOW VIEW"),
    READ_AND_WRITE("SELECT, INSERT, UPDATE, DELETE, SHOW VIEW");

    private final String privileges;

    Rights(String privileges) {
      this.privileges = privileges;
    }
  }

  private record Statement(String sql, List<String> parameters) {}

  /**
   * Creates the user, or gives the existing one this password and these rights. Existing rights
   * stay, so that logged-in programs continue. Needs the right to do so.
   *
   * @param database names the user's schema
   */
  public void apply(Database database) {
    for (Statement statement : statements()) {
      database.transact(
          connection ->
              Sql.update(
                  connection,
                  statement.sql().replace("{schema}", Sql.quote(pattern(connection.getCatalog()))),
                  statement.parameters().toArray()));
    }
  }

  private List<Statement> statements() {
    String user = login.user();
    String tls = overTls() ? " REQUIRE SSL" : "";
    return List.of(
        new Statement(
            "CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED BY ?" + tls,
            List.of(user, login.password())),
        new Statement("ALTER USER ?@'%' IDENTIFIED BY ?" + tls, List.of(user, login.password())),
        new Statement("GRANT " + rights.privileges + " ON {schema}.* TO ?@'%'", List.of(user)));
  }

  /** A server that accepts plain logins must not accept this one. */
  private boolean overTls() {
    return login.url().contains("sslMode=REQUIRED") || login.url().contains("sslMode=VERIFY");
  }

  /** In a grant, an underscore stands for any character. */
  private static String pattern(String schema) {
    return schema.replace("_", "\\_").replace("%", "\\%");
  }
}

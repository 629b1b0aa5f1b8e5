package dev.millrace.schema;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import java.util.List;

/**
 * A user of the schema that may not change its tables.
 *
 * @param login whose name and password it gets
 */
public record DatabaseUser(DatabaseSettings login, Rights rights) {

  /** What a user may do with the rows of all tables and views. */
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
   * Makes the user, or gives the one that is there this password and these rights. Rights that it
   * has already stay, so that programs which are logged in go on. Needs the right to do so.
   *
   * @param database names the schema that the user may use
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

  /** A server that takes plain logins too must not take this one's. */
  private boolean overTls() {
    return login.url().contains("sslMode=REQUIRED") || login.url().contains("sslMode=VERIFY");
  }

  /** In a grant, an underscore stands for any character. */
  private static String pattern(String schema) {
    return schema.replace("_", "\\_").replace("%", "\\%");
  }
}

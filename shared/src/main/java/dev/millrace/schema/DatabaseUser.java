package dev.millrace.schema;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A user of the schema that may not change its tables.
 *
 * @param login its name and password
 * @param proof password or token
 */
public record DatabaseUser(DatabaseSettings login, Rights rights, Proof proof) {

  private static final String CREATE = "CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED ";
  private static final String CHANGE = "ALTER USER ?@'%' IDENTIFIED ";

  /** The server is sent a token as it is, so never without TLS. */
  private static final String BY_TOKEN = "WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL";

  private static final String ALL_ROWS =
      "GRANT SELECT, INSERT, UPDATE, DELETE, SHOW VIEW ON {schema}.* TO ?@'%'";

  /** Earlier releases let readers read the whole schema, with the rejected documents. */
  private static final String WHOLE_SCHEMA = "REVOKE SELECT, SHOW VIEW ON {schema}.* FROM ?@'%'";

  private static final int NO_SUCH_GRANT = 1141;

  /** The rights of a user on the rows of tables and views. */
  public enum Rights {
    /** Of all but the rejected documents. */
    READ,
    READ_AND_WRITE
  }

  /** What a user shows to log in. */
  public enum Proof {
    PASSWORD,
    /** A token of RDS, which the user's role may make; there is no password. */
    TOKEN
  }

  /** With a password. */
  public DatabaseUser(DatabaseSettings login, Rights rights) {
    this(login, rights, Proof.PASSWORD);
  }

  /**
   * Creates the user, or gives the existing one this password and these rights. Existing rights of
   * a writer stay, so that logged-in programs continue. Needs the right to do so.
   *
   * @param database names the user's schema
   */
  public void apply(Database database) {
    String[] password =
        switch (proof) {
          case PASSWORD -> new String[] {login.password()};
          case TOKEN -> new String[] {};
        };
    definitions().forEach(statement -> run(database, statement, password));
    switch (rights) {
      case READ_AND_WRITE -> run(database, ALL_ROWS);
      case READ -> {
        new Readers(database).admit(login.user());
        revokeWholeSchema(database);
      }
    }
  }

  /** The statements that make the user, with places for its name and password. */
  List<String> definitions() {
    String means =
        switch (proof) {
          // A server that accepts plain logins must not accept this one.
          case PASSWORD -> login.encrypted() ? "BY ? REQUIRE SSL" : "BY ?";
          case TOKEN -> BY_TOKEN;
        };
    return List.of(CREATE + means, CHANGE + means);
  }

  private void revokeWholeSchema(Database database) {
    try {
      run(database, WHOLE_SCHEMA);
    } catch (DatabaseException e) {
      if (!(e.getCause() instanceof SQLException refused)
          || refused.getErrorCode() != NO_SUCH_GRANT) {
        throw e;
      }
    }
  }

  private void run(Database database, String sql, String... password) {
    Object[] parameters = Stream.concat(Stream.of(login.user()), Stream.of(password)).toArray();
    database.transact(
        connection ->
            Sql.update(
                connection,
                sql.replace("{schema}", Sql.quote(pattern(connection.getCatalog()))),
                parameters));
  }

  /** In a grant, an underscore stands for any character. */
  private static String pattern(String schema) {
    return schema.replace("_", "\\_").replace("%", "\\%");
  }
}

package dev.millrace.schema;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rights of users who read: each table and view by itself, since a right to the whole schema
 * would include the rejected documents.
 */
public final class Readers {

  /** Instead of it there is a view without the documents. */
  private static final String HIDDEN = "millrace_rejected";

  private static final String MISSING =
      """
      SELECT t.table_name FROM information_schema.tables t
      WHERE t.table_schema = DATABASE() AND t.table_name <> ?
        AND NOT EXISTS (SELECT 1 FROM information_schema.table_privileges p
          WHERE p.table_schema = t.table_schema AND p.table_name = t.table_name
            AND p.grantee = ? AND p.privilege_type = 'SELECT')
      ORDER BY t.table_name""";

  /** Who reads the view of the rejected documents, but not these. */
  private static final String READERS =
      """
      SELECT DISTINCT grantee FROM information_schema.table_privileges
      WHERE table_schema = DATABASE() AND table_name = 'millrace_rejected_document'
        AND privilege_type = 'SELECT' AND grantee LIKE '%@''\\%'''""";

  private static final Pattern GRANTEE = Pattern.compile("'([^']+)'@'%'");

  private final Database database;

  public Readers(Database database) {
    this.database = database;
  }

  /** Lets the known readers read tables that are new. */
  public void addNewTables() {
    List<String> grantees =
        database.transact(connection -> Sql.list(connection, READERS, row -> row.getString(1)));
    for (String grantee : grantees) {
      Matcher user = GRANTEE.matcher(grantee);
      if (user.matches()) {
        admit(user.group(1));
      }
    }
  }

  /** Lets a user read every table and view but the rejected documents. */
  void admit(String user) {
    List<String> tables =
        database.transact(
            connection ->
                Sql.list(
                    connection,
                    MISSING,
                    row -> row.getString(1),
                    HIDDEN,
                    "'%s'@'%%'".formatted(user)));
    for (String table : tables) {
      database.transact(connection -> grant(connection, table, user));
    }
  }

  private static int grant(Connection connection, String table, String user) throws SQLException {
    return Sql.update(
        connection,
        "GRANT SELECT, SHOW VIEW ON %s.%s TO ?@'%%'"
            .formatted(Sql.quote(connection.getCatalog()), Sql.quote(table)),
        user);
  }
}

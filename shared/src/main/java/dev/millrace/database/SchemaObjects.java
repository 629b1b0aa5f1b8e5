package dev.millrace.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The tables and views of the schema that a connection uses. */
public final class SchemaObjects {

  private static final String NAMES =
      """
      SELECT table_name, table_type FROM information_schema.tables
      WHERE table_schema = DATABASE() AND LOWER(table_name) = ?""";

  private static final String COLUMNS =
      """
      SELECT CONCAT_WS(' ', LOWER(column_name), ':', column_type, is_nullable,
        COALESCE(column_default, 'without default'), LOWER(extra), collation_name,
        generation_expression)
      FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?""";

  private static final String KEYS =
      """
      SELECT CONCAT_WS(' ', LOWER(index_name), ': key', non_unique, seq_in_index,
        LOWER(column_name), sub_part)
      FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ?""";

  private static final String VIEW =
      """
      SELECT view_definition FROM information_schema.views
      WHERE table_schema = DATABASE() AND table_name = ?""";

  private final Connection connection;

  public SchemaObjects(Connection connection) {
    this.connection = connection;
  }

  /** The kind of a name. */
  public enum Kind {
    NONE,
    TABLE,
    VIEW
  }

  private record Named(String name, Kind kind) {}

  /** The object with this name, in any case if the server ignores case. */
  public Kind kind(String name) throws SQLException {
    boolean exactly = Sql.number(connection, "SELECT @@lower_case_table_names") == 0;
    return Sql.list(
            connection,
            NAMES,
            row ->
                new Named(
                    row.getString(1), row.getString(2).contains("VIEW") ? Kind.VIEW : Kind.TABLE),
            name.toLowerCase(Locale.ROOT))
        .stream()
        .filter(named -> !exactly || named.name().equals(name))
        .map(Named::kind)
        .findFirst()
        .orElse(Kind.NONE);
  }

  /** Columns and keys of a table, each as a line that starts with its lower-case name. */
  Set<String> shape(String table) throws SQLException {
    Set<String> shape = new TreeSet<>();
    shape.addAll(Sql.list(connection, COLUMNS, row -> row.getString(1), table));
    shape.addAll(Sql.list(connection, KEYS, row -> row.getString(1), table));
    return shape;
  }

  /** The text of a view as the server keeps it; empty for a login without the right to see it. */
  public String definition(String view) throws SQLException {
    return Sql.first(connection, VIEW, row -> row.getString(1), view).orElse("");
  }
}

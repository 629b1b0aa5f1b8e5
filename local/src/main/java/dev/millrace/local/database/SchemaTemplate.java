package dev.millrace.local.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A schema that is filled once and then copied: its tables, views and rows. A copy takes one round
 * trip, where migrating a new schema takes hundreds. Triggers, routines and foreign keys are not
 * copied. Safe for use by several threads.
 */
public final class SchemaTemplate {
  private static final String NAMES =
      """
      SELECT table_name FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_type = '%s' ORDER BY table_name""";

  private final LocalDatabase server;
  private final Consumer<String> fill;
  private @Nullable String script;

  /**
   * Does nothing yet.
   *
   * @param fill makes the tables; is called with the JDBC URL of an empty schema at the first copy
   */
  public SchemaTemplate(LocalDatabase server, Consumer<String> fill) {
    this.server = server;
    this.fill = fill;
  }

  /**
   * Creates a schema with a name of its own and the template's tables, views and rows.
   *
   * @return its JDBC URL
   * @throws IllegalStateException when the server refuses a statement
   */
  public String copy() {
    String statements = script();
    String url = server.createSchema();
    try (Connection connection = connect(url + "&allowMultiQueries=true");
        Statement statement = connection.createStatement()) {
      statement.execute(statements);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot copy the template of a schema", e);
    }
    return url;
  }

  private synchronized String script() {
    String known = script;
    if (known == null) {
      String url = server.createSchema();
      fill.accept(url);
      known = read(url);
      script = known;
    }
    return known;
  }

  private String read(String url) {
    try (Connection connection = connect(url)) {
      List<String> tables = list(connection, NAMES.formatted("BASE TABLE"));
      List<String> statements = new ArrayList<>(definitions(connection, tables).values());
      statements.addAll(
          ordered(definitions(connection, list(connection, NAMES.formatted("VIEW")))));
      for (String table : tables) {
        if (!list(connection, "SELECT 1 FROM `%s` LIMIT 1".formatted(table)).isEmpty()) {
          statements.add(
              "INSERT INTO `%2$s` SELECT * FROM `%1$s`.`%2$s`"
                  .formatted(connection.getCatalog(), table));
        }
      }
      return String.join(";\n", statements);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the template of a schema", e);
    }
  }

  /** Each view after the views that it reads. */
  private static List<String> ordered(Map<String, String> views) {
    List<String> ordered = new ArrayList<>();
    Map<String, String> left = new LinkedHashMap<>(views);
    while (!left.isEmpty()) {
      Map.Entry<String, String> next =
          left.entrySet().stream()
              .filter(view -> readsNoOther(view, left.keySet()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("a circle of views: " + left.keySet()));
      ordered.add(next.getValue());
      left.remove(next.getKey());
    }
    return ordered;
  }

  private static boolean readsNoOther(Map.Entry<String, String> view, Set<String> views) {
    return views.stream()
        .noneMatch(
            other ->
                !other.equals(view.getKey()) && view.getValue().contains("`%s`".formatted(other)));
  }

  private static Map<String, String> definitions(Connection connection, List<String> names)
      throws SQLException {
    Map<String, String> definitions = new LinkedHashMap<>();
    for (String name : names) {
      definitions.put(name, definition(connection, name));
    }
    return definitions;
  }

  /** Without the name of the schema. */
  private static String definition(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW CREATE TABLE `%s`".formatted(name))) {
      row.next();
      return row.getString(2).replace("`%s`.".formatted(connection.getCatalog()), "");
    }
  }

  private static List<String> list(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  private Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, server.user(), server.password());
  }
}

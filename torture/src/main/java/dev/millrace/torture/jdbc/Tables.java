package dev.millrace.torture.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and changes the database, a connection for each statement. Thread-safe. */
public final class Tables {

  private final String url;
  private final String user;
  private final String password;

  public Tables(String url, String user, String password) {
    this.url = url + "&connectTimeout=5000&socketTimeout=60000&connectionTimeZone=UTC";
    this.user = user;
    this.password = password;
  }

  /** A row: its values as texts, by the names of the columns. */
  public record Row(Map<String, @Nullable String> values) {

    /**
     * The value of a column.
     *
     * @throws IllegalStateException when it is NULL or missing
     */
    public String text(String column) {
      String value = values.get(column);
      if (value == null) {
        throw new IllegalStateException("no " + column + " in " + values);
      }
      return value;
    }

    public long number(String column) {
      return Long.parseLong(text(column));
    }

    /** Null where it is NULL, or where there is no such column. */
    public @Nullable String value(String column) {
      return values.get(column);
    }

    @Override
    public String toString() {
      return values.toString();
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url, user, password);
    try (var statement = connection.createStatement()) {
      statement.execute("SET time_zone = '+00:00'");
    }
    return connection;
  }

  public List<Row> list(String sql, Object... parameters) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      List<Row> rows = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        int columns = found.getMetaData().getColumnCount();
        while (found.next()) {
          Map<String, @Nullable String> values = new LinkedHashMap<>();
          for (int i = 1; i <= columns; i++) {
            values.put(found.getMetaData().getColumnLabel(i), found.getString(i));
          }
          rows.add(new Row(values));
        }
      }
      return rows;
    }
  }

  public long number(String sql, Object... parameters) throws SQLException {
    List<Row> rows = list(sql, parameters);
    String value = rows.isEmpty() ? null : rows.getFirst().values().values().iterator().next();
    return value == null ? 0 : Long.parseLong(value);
  }

  /** Changes rows, in a transaction of its own; returns their number. */
  public int change(String sql, Object... parameters) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      return statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }
}

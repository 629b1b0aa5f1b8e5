package dev.millrace.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Statements on a borrowed connection: text, then its parameters in order. Parameters go through
 * {@link PreparedStatement#setObject}; moments are {@code LocalDateTime} in UTC.
 */
public final class Sql {

  private Sql() {}

  /** Reads a value from the current row. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs a statement and returns how many rows it found (not: changed). */
  public static int update(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  /** Runs an insert into a table with an automatic key and returns the new key. */
  public static long insert(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    return insertAll(connection, sql, parameters).getFirst();
  }

  /**
   * Runs an insert of several rows into a table with an automatic key and returns the new keys, in
   * the order of the rows: the server numbers the rows of one statement without gaps.
   */
  public static List<Long> insertAll(
      Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(sql, PreparedStatement.RETURN_GENERATED_KEYS)) {
      bind(statement, parameters);
      statement.executeUpdate();
      try (ResultSet rows = statement.getGeneratedKeys()) {
        List<Long> keys = new ArrayList<>();
        while (rows.next()) {
          keys.add(rows.getLong(1));
        }
        return keys;
      }
    }
  }

  public static <T> List<T> list(
      Connection connection, String sql, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> list = new ArrayList<>();
      while (rows.next()) {
        list.add(reader.read(rows));
      }
      return list;
    }
  }

  /** The first row; empty when there is none. */
  public static <T> Optional<T> first(
      Connection connection, String sql, RowReader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    return list(connection, sql, reader, parameters).stream().findFirst();
  }

  /**
   * The single number that a query such as {@code SELECT COUNT(*)} returns; 0 for no row or NULL.
   */
  public static long number(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    return first(connection, sql, row -> row.getLong(1), parameters).orElse(0L);
  }

  /** {@code one} repeated with commas between, for multi-row statements: {@code (?, ?), (?, ?)}. */
  public static String repeat(String one, int times) {
    return String.join(", ", Collections.nCopies(times, one));
  }

  /** A table's or column's name as SQL text. */
  public static String quote(String identifier) {
    return "`" + identifier.replace("`", "``") + "`";
  }

  private static PreparedStatement prepare(
      Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      bind(statement, parameters);
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object... parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      bind(statement, i + 1, parameters[i]);
    }
  }

  /** Sets the most common types directly, which avoids the driver's type lookup. */
  public static void bind(PreparedStatement statement, int at, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case String text -> statement.setString(at, text);
      case Integer number -> statement.setInt(at, number);
      case Long number -> statement.setLong(at, number);
      case byte[] bytes -> statement.setBytes(at, bytes);
      case null, default -> statement.setObject(at, value);
    }
  }
}

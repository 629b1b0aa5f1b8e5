package dev.millrace.cli;

import dev.millrace.local.database.LocalDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * What an import has left in a data folder, one line a row, without what says who wrote it and
 * when.
 */
public final class TableDump {

  private static final Set<String> WHO_AND_WHEN =
      Set.of("written_by", "written_at", "refreshed_at", "slice", "first_seen", "last_seen");

  private static final List<String> TABLES =
      List.of("GithubType", "EventCount", "millrace_rejected", "millrace_coverage");

  private TableDump() {}

  /** Starts the database of the folder, reads it and stops it again. */
  public static List<String> of(Path data) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (LocalDatabase database = LocalDatabase.start(data);
        Connection connection = connect(database)) {
      for (String table : TABLES) {
        add(connection, table, lines);
      }
    }
    return lines;
  }

  /** Changes the tables in a data folder directly. */
  public static void tamper(Path data, String... statements) throws SQLException {
    try (LocalDatabase database = LocalDatabase.start(data);
        Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        if (statement.executeUpdate(sql) == 0) {
          throw new IllegalArgumentException("changes nothing: " + sql);
        }
      }
    }
  }

  private static Connection connect(LocalDatabase database) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
  }

  private static void add(Connection connection, String table, List<String> lines)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + table + " ORDER BY 1, 2")) {
      ResultSetMetaData columns = rows.getMetaData();
      while (rows.next()) {
        StringBuilder line = new StringBuilder(table);
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          if (!WHO_AND_WHEN.contains(columns.getColumnName(i))) {
            Object value = rows.getObject(i);
            String text = value instanceof byte[] b ? HexFormat.of().formatHex(b) : "" + value;
            line.append(' ').append(columns.getColumnName(i)).append('=').append(text);
          }
        }
        lines.add(line.toString());
      }
    }
  }
}

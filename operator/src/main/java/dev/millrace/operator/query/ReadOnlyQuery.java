package dev.millrace.operator.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Locale.ROOT;

import dev.millrace.catalogue.CountedType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs statements that only read, each in a read-only transaction. */
public final class ReadOnlyQuery {

  private static final String BEGIN = "START TRANSACTION READ ONLY";

  /** The first words of statements that have rows as their result. */
  private static final Set<String> READING =
      Set.of("select", "with", "show", "describe", "desc", "explain", "table", "values");

  /** A read-only transaction permits these. */
  private static final Pattern WRITES_A_FILE =
      Pattern.compile("\\binto\\s+(?:outfile|dumpfile)\\b", Pattern.CASE_INSENSITIVE);

  private final Database database;

  public ReadOnlyQuery(Database database) {
    this.database = database;
  }

  /**
   * Runs a statement.
   *
   * @param most the maximum number of rows
   * @throws IllegalArgumentException when it does not only read
   * @throws dev.millrace.database.DatabaseException when the server refuses it
   */
  public Rows run(String statement, int most) {
    String sql = statement.strip().replaceFirst(";\\s*$", "");
    String first = sql.split("[\\s(]", 2)[0].toLowerCase(ROOT);
    if (!READING.contains(first) || WRITES_A_FILE.matcher(sql).find()) {
      throw new IllegalArgumentException(
          "'%s' does not only read; use SELECT, WITH, SHOW, DESCRIBE or EXPLAIN"
              .formatted(sql.lines().findFirst().orElse("")));
    }
    return database.transact(connection -> run(connection, sql, most));
  }

  /** The newest rows of a type by the time of their events. */
  public Rows newest(CountedType type, int most) {
    return run(
        "SELECT * FROM %s%s ORDER BY %s DESC"
            .formatted(
                Sql.quote(type.table()), type.ownRows("WHERE"), Sql.quote(type.momentColumn())),
        most);
  }

  private static Rows run(Connection connection, String sql, int most) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(BEGIN);
      statement.setMaxRows(most + 1);
      try (ResultSet result = statement.executeQuery(sql)) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          columns.add(result.getMetaData().getColumnLabel(i));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        boolean more = false;
        while (result.next()) {
          more = rows.size() == most;
          if (!more) {
            rows.add(row(result, columns.size()));
          }
        }
        return new Rows(columns, rows, more);
      }
    }
  }

  private static List<@Nullable Object> row(ResultSet result, int columns) throws SQLException {
    List<@Nullable Object> row = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      boolean moment = result.getMetaData().getColumnType(i) == Types.TIMESTAMP;
      row.add(value(moment ? result.getObject(i, LocalDateTime.class) : result.getObject(i)));
    }
    return row;
  }

  private static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Number number -> number;
      case Boolean bool -> bool;
      case byte[] bytes -> text(bytes);
      case LocalDateTime utc -> utc.toInstant(ZoneOffset.UTC).toString();
      default -> value.toString();
    };
  }

  /** Ids are stored as bytes, and most of them are readable. */
  private static String text(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      return "0x" + HexFormat.of().formatHex(bytes);
    }
  }
}

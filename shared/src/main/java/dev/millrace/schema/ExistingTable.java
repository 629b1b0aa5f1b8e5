package dev.millrace.schema;

import dev.millrace.catalogue.Column;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.TableLayout;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An existing table: its columns by their lower-case names, none if it does not exist. */
record ExistingTable(Map<String, SqlType> columns) {

  private static final String COLUMNS =
      """
      SELECT LOWER(column_name), column_type FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position""";

  private static final String ANY_ROW = "SELECT EXISTS (SELECT 1 FROM %s%s)";

  /** Columns that every type's table has. */
  private static final List<String> OWN_COLUMNS =
      List.of("id", "timestamp", "occurred_at", "content_hash", "written_by", "written_at");

  static ExistingTable read(Connection connection, String table) throws SQLException {
    Map<String, SqlType> columns = new LinkedHashMap<>();
    Sql.list(
        connection,
        COLUMNS,
        row -> columns.put(row.getString(1), SqlType.parse(row.getString(2))),
        table);
    return new ExistingTable(columns);
  }

  /** Whether the table holds a row of the type. */
  static boolean hasRows(Connection connection, CountedType type) throws SQLException {
    return Sql.number(connection, ANY_ROW.formatted(Sql.quote(type.table()), type.ownRows("WHERE")))
        > 0;
  }

  static boolean hasRows(Connection connection, String table) throws SQLException {
    return Sql.number(connection, ANY_ROW.formatted(Sql.quote(table), "")) > 0;
  }

  boolean isMissing() {
    return columns.isEmpty();
  }

  /** The columns of Millrace that it lacks; empty if Millrace created it. */
  String missingOwn() {
    return OWN_COLUMNS.stream()
        .filter(column -> !columns.containsKey(column))
        .collect(Collectors.joining(", "));
  }

  TableLayout layout() {
    return new TableLayout(
        columns.containsKey("document_type"), columns.containsKey("document_id"));
  }

  @Nullable SqlType typeOf(Column column) {
    return columns.get(column.name().toLowerCase(Locale.ROOT));
  }
}

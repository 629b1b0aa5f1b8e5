package dev.millrace.schema;

import dev.millrace.bucket.CountedTable;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.database.MigrationPlan;
import dev.millrace.database.Sql;
import dev.millrace.schema.SchemaPlan.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The table of a count-only type, which another system created and fills. */
final class ForeignTable {

  private static final Set<String> MOMENTS = Set.of("datetime", "timestamp");

  private static final String COLUMN_TYPES =
      """
      SELECT LOWER(data_type) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = ? AND LOWER(column_name) = LOWER(?)""";

  private static final String COLUMNS =
      """
      SELECT COUNT(*) FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = ?""";

  /** A prefix of a text, or a hash, cannot be scanned in the order of time. */
  private static final String INDEXES =
      """
      SELECT COUNT(*) FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND table_name = ? AND LOWER(column_name) = LOWER(?)
        AND seq_in_index = 1 AND index_type = 'BTREE'""";

  private static final String KEY =
      """
      SELECT column_name FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND table_name = ? AND index_name = 'PRIMARY'""";

  private ForeignTable() {}

  /**
   * Why a table cannot be counted; empty when it can.
   *
   * @param migrations are applied before, and may create the table
   */
  static Optional<Refusal> refusal(
      Connection connection, CountOnlyType type, MigrationPlan migrations) throws SQLException {
    String table = type.table();
    String column = type.momentColumn();
    if (isMissing(connection, type)) {
      return migrations.keyOf(table).isPresent()
          ? Optional.empty()
          : refused(type, "it does not exist", "create it");
    }
    Optional<String> columnType =
        Sql.first(connection, COLUMN_TYPES, row -> row.getString(1), table, column);
    if (columnType.isEmpty()) {
      return refused(
          type,
          "it has no column %s".formatted(column),
          "set occurred_at to the column with the time of the event");
    }
    if (!MOMENTS.contains(columnType.get())) {
      return refused(
          type,
          "its column %s is %s".formatted(column, columnType.get().toUpperCase(Locale.ROOT)),
          "count by a DATETIME (in UTC) or TIMESTAMP column");
    }
    if (Sql.number(connection, INDEXES, table, column) == 0) {
      return refused(
          type,
          "no index begins with its column %s, so every count would read the whole table"
              .formatted(column),
          "run CREATE INDEX %s ON %s (%s)"
              .formatted(Sql.quote(column), Sql.quote(table), Sql.quote(column)));
    }
    return Optional.empty();
  }

  private static boolean isMissing(Connection connection, CountOnlyType type) throws SQLException {
    return Sql.number(connection, COLUMNS, type.table()) == 0;
  }

  private static Optional<Refusal> refused(CountOnlyType type, String why, String what) {
    return Optional.of(
        new Refusal(
            "the table %s cannot be counted: %s; %s, or remove the definition of %s"
                .formatted(type.table(), why, what, type.name()),
            ""));
  }

  /**
   * The part of {@code AllEvents}; a key of several columns is shown as NULL; invalid moments are
   * not shown.
   */
  static String events(Connection connection, CountOnlyType type, MigrationPlan migrations)
      throws SQLException {
    List<String> existing = Sql.list(connection, KEY, row -> row.getString(1), type.table());
    List<String> key =
        existing.isEmpty() && isMissing(connection, type)
            ? migrations.keyOf(type.table()).stream().toList()
            : existing;
    return """
        SELECT '%s' AS type, %s AS id, %s AS occurrence_timestamp FROM %s WHERE %s"""
        .formatted(
            type.name(),
            key.size() == 1 ? "CAST(%s AS BINARY)".formatted(Sql.quote(key.getFirst())) : "NULL",
            Sql.quote(type.momentColumn()),
            Sql.quote(type.table()),
            CountedTable.isMoment(Sql.quote(type.momentColumn())));
  }
}

package dev.millrace.bus;

import dev.millrace.bus.TablesUpdated.Update;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.Packet;
import dev.millrace.database.Sql;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The unpublished changes of tables: noted in the transaction that makes them, and removed when an
 * event about them is on the bus. So each is published at least once, even after a crash, and
 * workers need no bus. Thread-safe.
 */
public final class TableChanges {

  private static final String EVENT_COUNT = "EventCount";

  /** Changes read at once. */
  private static final int MOST = 10_000;

  /** Tables per event, which is then about 15 KB. */
  private static final int TABLES = 100;

  private static final String DOCUMENTS =
      """
      INSERT INTO millrace_table_change (run, type, counts, window_from, window_to, row_count)
      SELECT s.run, s.type, FALSE, s.window_from, s.window_to, SUM(a.inserted + a.updated)
      FROM millrace_slice s JOIN millrace_attempt a ON a.slice = s.id
      WHERE s.id IN (%s)
      GROUP BY s.id
      HAVING SUM(a.inserted + a.updated) > 0""";

  private static final String COUNTS =
      """
      INSERT INTO millrace_table_change (type, counts, window_from, window_to, row_count)
      VALUES (?, TRUE, ?, ?, ?)""";

  private static final String NEXT =
      """
      SELECT number, run, type, counts, window_from, window_to, row_count
      FROM millrace_table_change ORDER BY number LIMIT ? FOR UPDATE SKIP LOCKED""";

  private static final String TOLD = "DELETE FROM millrace_table_change WHERE number IN (%s)";

  private static final String FORGET =
      """
      DELETE FROM millrace_table_change
      WHERE changed_at < NOW(3) - INTERVAL 1 DAY ORDER BY changed_at LIMIT ?""";

  private final Database database;

  public TableChanges(Database database) {
    this.database = database;
  }

  /**
   * Notes the rows written by all attempts at slices, in a packet of the transaction that finishes
   * them, after their counts.
   */
  public static void documents(Packet packet, List<Long> slices) {
    if (!slices.isEmpty()) {
      packet.update(DOCUMENTS.formatted(Sql.repeat("?", slices.size())), slices);
    }
  }

  /** Notes counted buckets, in the transaction that counts them. */
  public static void counts(Packet packet, String type, Window where, int buckets) {
    packet.update(COUNTS, type, where.from(), where.to(), buckets);
  }

  private record Table(@Nullable Long run, String type, boolean counts) {}

  private record Change(long number, Table table, Window window, long rows) {}

  /**
   * Publishes all noted changes, grouped by table and run. Concurrent callers publish different
   * changes.
   *
   * @return how many changes were published
   * @throws EventsRefusedException when the bus refused one; the changes are published again
   */
  public int tell(EventBus bus) {
    Catalogue types = new StoredTypes(database).load();
    int all = 0;
    int some;
    do {
      some = database.transact(connection -> tell(connection, types, bus));
      all += some;
    } while (some == MOST);
    return all;
  }

  private static int tell(Connection connection, Catalogue types, EventBus bus)
      throws SQLException {
    List<Change> changes = Sql.list(connection, NEXT, TableChanges::change, MOST);
    if (changes.isEmpty()) {
      return 0;
    }
    List<Update> updates = updates(changes, types);
    List<BusEvent> events = new ArrayList<>();
    for (int from = 0; from < updates.size(); from += TABLES) {
      int to = Math.min(from + TABLES, updates.size());
      events.add(new TablesUpdated(updates.subList(from, to)).event());
    }
    bus.put(events);
    Object[] numbers = changes.stream().map(Change::number).toArray();
    return Sql.update(connection, TOLD.formatted(Sql.repeat("?", numbers.length)), numbers);
  }

  private static List<Update> updates(List<Change> changes, Catalogue types) {
    Map<Table, Change> merged = new LinkedHashMap<>();
    changes.forEach(change -> merged.merge(change.table(), change, TableChanges::merge));
    return merged.values().stream().map(change -> update(change, types)).toList();
  }

  private static Change merge(Change one, Change other) {
    return new Change(
        other.number(),
        one.table(),
        new Window(
            Math.min(one.window().from(), other.window().from()),
            Math.max(one.window().to(), other.window().to())),
        one.rows() + other.rows());
  }

  private static Update update(Change change, Catalogue types) {
    Table table = change.table();
    String name =
        table.counts()
            ? EVENT_COUNT
            : types.find(table.type()).map(CountedType::table).orElse(table.type());
    return new Update(name, table.type(), table.run(), change.window(), change.rows());
  }

  private static Change change(ResultSet row) throws SQLException {
    return new Change(
        row.getLong("number"),
        new Table(
            row.getObject("run", Long.class), row.getString("type"), row.getBoolean("counts")),
        new Window(row.getLong("window_from"), row.getLong("window_to")),
        row.getLong("row_count"));
  }

  /** Deletes changes older than a day where there is no bus. */
  public void forget() {
    database.transact(connection -> Sql.update(connection, FORGET, MOST));
  }
}

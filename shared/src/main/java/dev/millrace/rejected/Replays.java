package dev.millrace.rejected;

import dev.millrace.catalogue.Lookup;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.order.TypeLock;
import dev.millrace.ledger.run.Runs;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Plans the replay of rejected documents. They are fetched again, by slices around the second of
 * each, so that the newest content meets the newest definition and the usual single writer; a
 * document with an unknown second is fetched with its original slice. Thread-safe.
 */
public final class Replays {

  /** The reasons of documents whose lookup found nothing, and may find something later. */
  private static final List<String> MISSING_LOOKUPS = Lookup.rejections();

  /** A document's timestamp may differ by a second from the key under which it is stored. */
  private static final int BESIDE = 1;

  private static final String WINDOWS =
      """
      SELECT r.type, COALESCE(r.received_at - %1$d, s.window_from) AS begins,
        COALESCE(r.received_at + %1$d + 1, s.window_to) AS ends
      FROM millrace_rejected r LEFT JOIN millrace_slice s ON s.id = r.slice
      JOIN millrace_type t ON t.type = r.type
      WHERE (r.received_at IS NOT NULL OR s.id IS NOT NULL) AND %2$s"""
          .formatted(BESIDE, "%s");

  private static final String SELECTED =
      "SELECT type, document FROM millrace_rejected WHERE "
          + Selected.SQL
          + " ORDER BY type, document LIMIT ?";

  private static final String OF_SELECTED =
      WINDOWS.formatted("(r.type, r.document) IN (SELECT * FROM (" + SELECTED + ") AS chosen)");

  /** Maximum open replays of a type. */
  private static final int MOST = 200;

  /** Documents that are retried at a time, and per query, each up to the maximum size. */
  private static final int MOST_ASKED = 1000;

  private static final int PAGE = 10;

  /**
   * Hourly, from an hour after the last attempt to a week after the first; not where a slice is
   * dead, which needs an operator, nor while earlier replays of the type are under way.
   */
  private static final String TO_ASK =
      """
      reason IN (%s) AND r.last_seen < NOW(3) - INTERVAL 1 HOUR
      AND r.first_seen > NOW(3) - INTERVAL 7 DAY
      AND COALESCE(r.asked_at < NOW(3) - INTERVAL 1 HOUR, TRUE)
      AND NOT EXISTS (
        SELECT 1 FROM millrace_run u WHERE u.ended_at IS NULL AND u.kind = 'backfill'
          AND u.trigger_key LIKE CONCAT('lookups ', r.type, ' %%'))
      AND NOT EXISTS (
        SELECT 1 FROM millrace_slice d WHERE d.type = r.type AND d.state = 'dead'
          AND d.window_from <= COALESCE(r.received_at, s.window_from)
          AND d.window_to > COALESCE(r.received_at, s.window_from))"""
          .formatted(Sql.repeat("?", MISSING_LOOKUPS.size()));

  private static final String TYPES_TO_ASK =
      """
      SELECT r.type, MIN(COALESCE(r.received_at, s.window_from)),
        MAX(COALESCE(r.received_at + 1, s.window_to))
      FROM millrace_rejected r LEFT JOIN millrace_slice s ON s.id = r.slice
      JOIN millrace_type t ON t.type = r.type
      WHERE (r.received_at IS NOT NULL OR s.id IS NOT NULL) AND %s
      GROUP BY r.type"""
          .formatted(TO_ASK);

  private static final String NEXT_TO_ASK =
      """
      SELECT r.document, r.raw FROM millrace_rejected r
      LEFT JOIN millrace_slice s ON s.id = r.slice
      WHERE r.type = ? AND r.document > ? AND %s ORDER BY r.document LIMIT ?"""
          .formatted(TO_ASK);

  private static final String ASKED =
      "UPDATE millrace_rejected SET asked_at = NOW(3) WHERE type = ? AND document IN (%s)";

  private static final String RESOLVED = WINDOWS.formatted("r.type = ? AND r.document IN (%s)");

  private static final String NOW = "SELECT DATE_FORMAT(UTC_TIMESTAMP(3), '%Y-%m-%dT%H:%i:%s.%f')";

  private final Database database;
  private final Runs runs;

  public Replays(Database database) {
    this.database = database;
    this.runs = new Runs(database);
  }

  /** The slices that {@link #plan} would plan now. */
  public List<PlannedSlice> slices(Selected selected, int most) {
    List<Object> parameters = new ArrayList<>();
    Collections.addAll(parameters, selected.parameters());
    parameters.add(most);
    return slices(OF_SELECTED, parameters.toArray());
  }

  /**
   * Plans the slices as one backfill, to be sent like any other.
   *
   * @return the number of its run
   */
  public long plan(String trigger, List<PlannedSlice> slices) {
    return runs.plan(RunKind.BACKFILL, trigger, slices).run();
  }

  /**
   * The types with documents whose lookup found nothing and is due for a retry, each with the
   * window of these documents.
   */
  public Map<String, Window> toAsk() {
    return database.transact(
        connection ->
            Sql.list(
                    connection,
                    TYPES_TO_ASK,
                    row -> Map.entry(row.getString(1), new Window(row.getLong(2), row.getLong(3))),
                    MISSING_LOOKUPS.toArray())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /**
   * Retries the missing lookups of a type, and plans a replay of the documents that are now
   * resolved. The others cost no slice and are retried after an hour.
   *
   * @param resolved whether the lookup of a kept raw document finds something now
   * @return how many slices are planned
   */
  public int retryLookups(String type, Predicate<byte[]> resolved) {
    List<byte[]> found = new ArrayList<>();
    List<byte[]> asked = new ArrayList<>();
    byte[] after = {};
    List<Asked> page;
    do {
      byte[] last = after;
      page =
          database.transact(
              connection ->
                  Sql.list(connection, NEXT_TO_ASK, Asked::read, nextToAsk(type, last).toArray()));
      for (Asked document : page) {
        after = document.key();
        asked.add(after);
        if (resolved.test(document.raw())) {
          found.add(after);
        }
      }
    } while (page.size() == PAGE && found.size() < MOST && asked.size() < MOST_ASKED);
    return asked.isEmpty() ? 0 : plan(type, asked, found);
  }

  private static List<Object> nextToAsk(String type, byte[] after) {
    List<Object> parameters = new ArrayList<>(List.of(type, after));
    parameters.addAll(MISSING_LOOKUPS);
    parameters.add(PAGE);
    return parameters;
  }

  private int plan(String type, List<byte[]> asked, List<byte[]> found) {
    List<PlannedSlice> slices =
        found.isEmpty() ? List.of() : slices(in(RESOLVED, found), with(type, found));
    return database.transact(
        connection -> {
          TypeLock.take(connection, type);
          Sql.update(connection, in(ASKED, asked), with(type, asked));
          // Another worker may have planned the same at the same time.
          if (slices.isEmpty() || underWay(connection, type)) {
            return 0;
          }
          String now = Sql.first(connection, NOW, row -> row.getString(1)).orElseThrow();
          Runs.plan(connection, RunKind.BACKFILL, "lookups %s %s".formatted(type, now), slices);
          return slices.size();
        });
  }

  private static boolean underWay(Connection connection, String type) throws SQLException {
    return Sql.number(
            connection,
            """
            SELECT COUNT(*) FROM millrace_run WHERE ended_at IS NULL AND kind = 'backfill'
              AND trigger_key LIKE CONCAT('lookups ', ?, ' %')""",
            type)
        > 0;
  }

  private static String in(String sql, List<byte[]> keys) {
    return sql.formatted(Sql.repeat("?", keys.size()));
  }

  private static Object[] with(String type, List<byte[]> keys) {
    List<Object> parameters = new ArrayList<>();
    parameters.add(type);
    parameters.addAll(keys);
    return parameters.toArray();
  }

  @SuppressWarnings("ArrayRecordComponent") // bytes to look up; never compared
  private record Asked(byte[] key, byte[] raw) {

    static Asked read(ResultSet row) throws SQLException {
      return new Asked(row.getBytes(1), row.getBytes(2));
    }
  }

  private List<PlannedSlice> slices(String sql, Object... parameters) {
    return joined(
        database.transact(
            connection ->
                Sql.list(
                    connection,
                    "SELECT * FROM (" + sql + ") AS windows ORDER BY type, begins",
                    Replays::slice,
                    parameters)));
  }

  private static PlannedSlice slice(ResultSet row) throws SQLException {
    return new PlannedSlice(row.getString(1), new Window(row.getLong(2), row.getLong(3)));
  }

  /** Merges overlapping and touching ones of a type, so that they do not wait for each other. */
  static List<PlannedSlice> joined(List<PlannedSlice> slices) {
    List<PlannedSlice> joined = new ArrayList<>();
    for (PlannedSlice slice : slices) {
      Window window = slice.window();
      if (!joined.isEmpty()
          && joined.getLast().type().equals(slice.type())
          && joined.getLast().window().to() >= window.from()) {
        Window last = joined.removeLast().window();
        window = new Window(last.from(), Math.max(last.to(), window.to()));
      }
      joined.add(new PlannedSlice(slice.type(), window));
    }
    return joined;
  }
}

package dev.millrace.ledger.history;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.ledger.span.FoldedSpans;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Folds the history of the ledger: the slices and attempts of runs that ended long ago become
 * totals, in the transaction that deletes them, some hundred at a time. Dead slices stay until an
 * operator handles them. Where an operator cancelled slices of the schedule or of healing, and
 * nothing was imported since, an exclusion takes their place. The run of a backfill stays; those
 * that nobody requested are deleted. Any number may run at once. Thread-safe.
 */
public final class History {

  /** Slices per transaction: some tens of milliseconds. */
  private static final int PIECE = 500;

  private static final int RUNS = 1000;

  /** Runs per transaction, most of which have few slices. */
  private static final int AT_ONCE = 25;

  /** A sweep leaves the rest to the next one. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private static final String ENDED =
      """
      SELECT id FROM millrace_run FORCE INDEX (to_fold)
      WHERE folded_at IS NULL AND ended_at < NOW(3) - INTERVAL ? SECOND
      ORDER BY ended_at LIMIT ?""";

  /** Runs with dead slices, some of which may have been handled meanwhile. */
  private static final String FOLDED_IN_PART =
      """
      SELECT id FROM millrace_run FORCE INDEX (to_fold)
      WHERE folded_at < NOW(3) - INTERVAL 7 DAY AND ended_at < NOW(3) - INTERVAL ? SECOND
      ORDER BY folded_at LIMIT ?""";

  private static final String LOCK =
      """
      SELECT id FROM millrace_run
      WHERE id IN (%s) AND ended_at < NOW(3) - INTERVAL ? SECOND FOR UPDATE SKIP LOCKED""";

  private static final String SLICES =
      """
      SELECT s.id, s.run, s.type, s.window_from, s.window_to, s.state,
        r.state = 'cancelled' AND s.state = 'cancelled' AND r.kind IN ('schedule', 'heal')
      FROM millrace_slice s FORCE INDEX (of_run) JOIN millrace_run r ON r.id = s.run
      WHERE s.run IN (%s) AND s.state IN ('cancelled', 'done', 'split') LIMIT ?
      FOR UPDATE""";

  private static final String DELETE_ATTEMPTS = "DELETE FROM millrace_attempt WHERE slice IN (%s)";

  private static final String DELETE_SLICES = "DELETE FROM millrace_slice WHERE id IN (%s)";

  private static final String DELETE_RUNS =
      "DELETE r FROM millrace_run r WHERE r.id IN (%s) AND NOT "
          + Totals.REQUESTED.replace("%", "%%")
          + " AND NOT EXISTS (SELECT 1 FROM millrace_slice s WHERE s.run = r.id)";

  private static final String FOLDED =
      """
      UPDATE millrace_run r
      SET folded_at = IF(
        EXISTS (SELECT 1 FROM millrace_slice s WHERE s.run = r.id), NOW(3), '9999-01-01')
      WHERE r.id IN (%s)""";

  private static final String FOLDED_TO =
      "SELECT COALESCE(MAX(window_to), 0) FROM millrace_total WHERE kind = ?";

  private final Database database;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime such as {@link System#nanoTime}
   */
  public History(Database database, LongSupplier nanoTime) {
    this.database = database;
    this.nanoTime = nanoTime;
  }

  /**
   * Folds runs that ended longer ago than that, oldest first, for about a second.
   *
   * @return the number of folded slices
   */
  public int fold(Duration age) {
    long start = nanoTime.getAsLong();
    List<Long> ended = runs(age);
    int folded = 0;
    for (int from = 0; from < ended.size(); from += AT_ONCE) {
      List<Long> runs = ended.subList(from, Math.min(from + AT_ONCE, ended.size()));
      int piece;
      do {
        if (nanoTime.getAsLong() - start >= LONGEST.toNanos()) {
          return folded;
        }
        piece = database.transact(connection -> fold(connection, runs, age));
        folded += piece;
      } while (piece == PIECE);
    }
    return folded;
  }

  /** The second up to which slices of this kind were folded; 0 if there are none. */
  public static long foldedTo(Connection connection, RunKind kind) throws SQLException {
    return Sql.number(connection, FOLDED_TO, kind.text());
  }

  private List<Long> runs(Duration age) {
    return database.transact(
        connection -> {
          List<Long> runs =
              new ArrayList<>(
                  Sql.list(connection, ENDED, row -> row.getLong(1), age.toSeconds(), RUNS));
          runs.addAll(
              Sql.list(connection, FOLDED_IN_PART, row -> row.getLong(1), age.toSeconds(), RUNS));
          return runs;
        });
  }

  /** Folds a piece of these runs; returns the number of slices. */
  private static int fold(Connection connection, List<Long> ended, Duration age)
      throws SQLException {
    List<Object> parameters = new ArrayList<>(ended);
    parameters.add(age.toSeconds());
    // Those that another sweep folds, or that go on, are left out.
    List<Long> runs =
        Sql.list(connection, in(LOCK, ended.size()), row -> row.getLong(1), parameters.toArray());
    if (runs.isEmpty()) {
      return 0;
    }
    List<Object> limited = new ArrayList<>(runs);
    limited.add(PIECE);
    List<Old> slices = Sql.list(connection, in(SLICES, runs.size()), Old::read, limited.toArray());
    if (!slices.isEmpty()) {
      foldSlices(connection, slices);
    }
    if (slices.size() < PIECE) {
      Sql.update(connection, in(DELETE_RUNS, runs.size()), runs.toArray());
      Sql.update(connection, in(FOLDED, runs.size()), runs.toArray());
    }
    return slices.size();
  }

  private static void foldSlices(Connection connection, List<Old> slices) throws SQLException {
    Object[] numbers = slices.stream().map(Old::id).toArray();
    Totals.add(connection, numbers);
    List<Old> done = slices.stream().filter(slice -> slice.state() == SliceState.DONE).toList();
    for (Map.Entry<String, Spans> type : spans(done).entrySet()) {
      FoldedSpans.add(connection, type.getKey(), type.getValue());
    }
    Map<Long, List<Old>> keptOut =
        slices.stream().filter(Old::keepsOut).collect(Collectors.groupingBy(Old::run));
    for (Map.Entry<Long, List<Old>> run : keptOut.entrySet()) {
      exclude(connection, run.getKey(), run.getValue());
    }
    Sql.update(connection, in(DELETE_ATTEMPTS, numbers.length), numbers);
    Sql.update(connection, in(DELETE_SLICES, numbers.length), numbers);
  }

  /** In the same transaction, so that there is no moment at which a tick would plan the spans. */
  private static void exclude(Connection connection, long run, List<Old> slices)
      throws SQLException {
    String because = "cancelled with run %d".formatted(run);
    for (Map.Entry<String, Spans> type : spans(slices).entrySet()) {
      Window hull = type.getValue().hull().orElseThrow();
      Spans covered = Coverage.spans(connection, type.getKey(), hull);
      for (Window window : type.getValue().without(covered).windows()) {
        Exclusions.add(connection, type.getKey(), window, because, "the ledger");
      }
    }
  }

  private static String in(String sql, int numbers) {
    return sql.formatted(Sql.repeat("?", numbers));
  }

  /** By type, in the order of types, so that two sweeps lock them in the same order. */
  private static SortedMap<String, Spans> spans(List<Old> slices) {
    SortedMap<String, Spans> spans = new TreeMap<>();
    slices.stream()
        .collect(Collectors.groupingBy(Old::type))
        .forEach(
            (type, ofType) -> spans.put(type, Spans.of(ofType.stream().map(Old::window).toList())));
    return spans;
  }

  /**
   * A slice that ended long ago.
   *
   * @param keepsOut whether it keeps ticks from planning its span
   */
  private record Old(
      long id, long run, String type, Window window, SliceState state, boolean keepsOut) {

    static Old read(ResultSet row) throws SQLException {
      return new Old(
          row.getLong(1),
          row.getLong(2),
          row.getString(3),
          new Window(row.getLong(4), row.getLong(5)),
          SliceState.parse(row.getString(6)),
          row.getBoolean(7));
    }
  }
}

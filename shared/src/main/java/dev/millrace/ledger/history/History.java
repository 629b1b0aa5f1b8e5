package dev.millrace.ledger.history;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Exclusions;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.RunState;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

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
      SELECT kind, state, trigger_key LIKE 'lookups %' AS asked_by_nobody FROM millrace_run
      WHERE id = ? AND ended_at < NOW(3) - INTERVAL ? SECOND FOR UPDATE SKIP LOCKED""";

  private static final String SLICES =
      """
      SELECT id, type, window_from, window_to, state
      FROM millrace_slice FORCE INDEX (of_run)
      WHERE run = ? AND state IN ('cancelled', 'done', 'split') LIMIT ? FOR UPDATE""";

  private static final String DELETE_ATTEMPTS = "DELETE FROM millrace_attempt WHERE slice IN (%s)";

  private static final String DELETE_SLICES = "DELETE FROM millrace_slice WHERE id IN (%s)";

  private static final String ANY_LEFT =
      "SELECT EXISTS (SELECT 1 FROM millrace_slice WHERE run = ?)";

  private static final String LOOK_AGAIN =
      "UPDATE millrace_run SET folded_at = NOW(3) WHERE id = ?";

  private static final String FOLDED =
      "UPDATE millrace_run SET folded_at = '9999-01-01' WHERE id = ?";

  private static final String DELETE_RUN = "DELETE FROM millrace_run WHERE id = ?";

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
    int folded = 0;
    for (long run : runs(age)) {
      Piece piece;
      do {
        if (nanoTime.getAsLong() - start >= LONGEST.toNanos()) {
          return folded;
        }
        piece = database.transact(connection -> fold(connection, run, age));
        folded += piece.slices();
      } while (!piece.last());
    }
    return folded;
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

  private record Piece(int slices, boolean last) {}

  private static Piece fold(Connection connection, long run, Duration age) throws SQLException {
    Optional<Ended> ended = Sql.first(connection, LOCK, Ended::read, run, age.toSeconds());
    if (ended.isEmpty()) {
      return new Piece(0, true); // another sweep folds it, or it goes on
    }
    List<Old> slices = Sql.list(connection, SLICES, Old::read, run, PIECE);
    if (!slices.isEmpty()) {
      fold(connection, run, ended.get(), slices);
    }
    boolean last = slices.size() < PIECE;
    if (last) {
      end(connection, run, ended.get());
    }
    return new Piece(slices.size(), last);
  }

  private static void fold(Connection connection, long run, Ended ended, List<Old> slices)
      throws SQLException {
    Totals.add(
        connection,
        ended.kept() ? run : 0,
        ended.kind().text(),
        slices.stream().map(Old::id).toList());
    for (Map.Entry<String, Spans> done : spans(slices, SliceState.DONE).entrySet()) {
      FoldedSpans.add(connection, done.getKey(), done.getValue());
    }
    if (ended.keepsOut()) {
      exclude(connection, run, slices);
    }
    Object[] numbers = slices.stream().map(Old::id).toArray();
    Sql.update(connection, DELETE_ATTEMPTS.formatted(Sql.repeat("?", numbers.length)), numbers);
    Sql.update(connection, DELETE_SLICES.formatted(Sql.repeat("?", numbers.length)), numbers);
  }

  /** In the same transaction, so that there is no moment at which a tick would plan the spans. */
  private static void exclude(Connection connection, long run, List<Old> slices)
      throws SQLException {
    String because = "cancelled with run %d".formatted(run);
    for (Map.Entry<String, Spans> type : spans(slices, SliceState.CANCELLED).entrySet()) {
      Spans covered = Coverage.spans(connection, type.getKey());
      for (Window window : type.getValue().without(covered).windows()) {
        Exclusions.add(connection, type.getKey(), window, because, "the ledger");
      }
    }
  }

  private static void end(Connection connection, long run, Ended ended) throws SQLException {
    if (Sql.number(connection, ANY_LEFT, run) > 0) {
      Sql.update(connection, LOOK_AGAIN, run);
    } else {
      Sql.update(connection, ended.kept() ? FOLDED : DELETE_RUN, run);
    }
  }

  private static Map<String, Spans> spans(List<Old> slices, SliceState state) {
    Map<String, List<Window>> windows = new LinkedHashMap<>();
    slices.stream()
        .filter(slice -> slice.state() == state)
        .forEach(
            slice ->
                windows.computeIfAbsent(slice.type(), _ -> new ArrayList<>()).add(slice.window()));
    Map<String, Spans> spans = new LinkedHashMap<>();
    windows.forEach((type, ofType) -> spans.put(type, Spans.of(ofType)));
    return spans;
  }

  /**
   * An ended run.
   *
   * @param kept whether someone requested it, and may ask for its result by its number
   */
  private record Ended(RunKind kind, RunState state, boolean kept) {

    static Ended read(ResultSet row) throws SQLException {
      RunKind kind = RunKind.parse(row.getString("kind"));
      return new Ended(
          kind,
          RunState.parse(row.getString("state")),
          kind == RunKind.BACKFILL && !row.getBoolean("asked_by_nobody"));
    }

    /** Whether its cancelled slices keep ticks from planning their spans. */
    boolean keepsOut() {
      return state == RunState.CANCELLED && (kind == RunKind.SCHEDULE || kind == RunKind.HEAL);
    }
  }

  private record Old(long id, String type, Window window, SliceState state) {

    static Old read(ResultSet row) throws SQLException {
      return new Old(
          row.getLong(1),
          row.getString(2),
          new Window(row.getLong(3), row.getLong(4)),
          SliceState.parse(row.getString(5)));
    }
  }
}

package dev.millrace.ledger;

import dev.millrace.database.Sql;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Claims and finishes slices in the one transaction that writes their documents. No other attempt
 * can overlap one of them: the type's lock is held from {@link #lock} to the commit, a live
 * overlapping attempt keeps a slice out, and so does one whose fetch may be newer.
 *
 * <p>Only for use inside one transaction; not thread-safe.
 */
public final class UnclaimedSlices {

  private static final String SLICES =
      """
      SELECT id, run, window_from, window_to, state IN ('planned', 'sent') AND not_before <= NOW(3)
        AND (SELECT r.state FROM millrace_run r WHERE r.id = run) = 'active' AS waits
      FROM millrace_slice WHERE type = ? AND id IN (%s) ORDER BY id FOR UPDATE""";

  /** Live ones whatever their span, since each of them limits the next watermark. */
  private static final String OTHERS =
      """
      SELECT number, window_from, window_to, TRUE AS live FROM millrace_attempt
      WHERE state = 'running' AND type = ?
      UNION ALL
      SELECT number, window_from, window_to, FALSE FROM millrace_attempt
      WHERE type = ? AND number > ? AND window_from < ? AND window_to > ? AND state <> 'running'""";

  private static final String START =
      """
      INSERT INTO millrace_attempt
        (slice, type, window_from, window_to, worker, state, lease_until, started_at, ended_at,
         fetched, inserted, updated, unchanged, filtered, rejected)
      VALUES\s""";

  private static final String START_ROW =
      """
      (?, ?, ?, ?, ?, 'done', NOW(3), NOW(3) - INTERVAL ? * 1000 MICROSECOND, NOW(3),
       ?, ?, ?, ?, ?, ?)""";

  private static final String DONE =
      """
      UPDATE millrace_slice
      SET state = 'done', attempts = attempts + 1, definition_version = ?, error = NULL,
        sent_at = COALESCE(sent_at, NOW(3)), ended_at = NOW(3)
      WHERE id IN (%s)""";

  private final Connection connection;
  private final String type;
  private final LockedType definition;
  private final List<Other> others;
  private final Map<Long, Long> runs;

  private UnclaimedSlices(
      Connection connection,
      String type,
      LockedType definition,
      List<Other> others,
      Map<Long, Long> runs) {
    this.connection = connection;
    this.type = type;
    this.definition = definition;
    this.others = others;
    this.runs = runs;
  }

  private record Other(long number, Window window, boolean live) {

    static Other read(ResultSet row) throws SQLException {
      return new Other(
          row.getLong(1), new Window(row.getLong(2), row.getLong(3)), row.getBoolean(4));
    }

    boolean keepsOut(UnclaimedSlice slice) {
      return window.overlaps(slice.window()) && (live || number > slice.watermark());
    }
  }

  /**
   * Locks the type and the slices.
   *
   * @param slices at least one, all of one type; their windows must not overlap
   */
  public static UnclaimedSlices lock(Connection connection, List<UnclaimedSlice> slices)
      throws SQLException {
    String type = slices.getFirst().type();
    Optional<LockedType> definition = LockedType.take(connection, type);
    if (definition.isEmpty()) {
      return new UnclaimedSlices(
          connection, type, slices.getFirst().definition(), List.of(), Map.of());
    }
    Map<Long, Long> runs = waiting(connection, type, slices);
    return new UnclaimedSlices(
        connection, type, definition.get(), others(connection, type, slices), runs);
  }

  /** The runs of those slices that wait for a worker, by their ids. */
  private static Map<Long, Long> waiting(
      Connection connection, String type, List<UnclaimedSlice> slices) throws SQLException {
    Map<Long, Window> windows = new HashMap<>();
    slices.forEach(slice -> windows.put(slice.id(), slice.window()));
    List<Object> parameters = new ArrayList<>();
    parameters.add(type);
    parameters.addAll(windows.keySet());
    Map<Long, Long> runs = new HashMap<>();
    Sql.list(
        connection,
        SLICES.formatted(Sql.repeat("?", windows.size())),
        row -> {
          long id = row.getLong("id");
          Window window = new Window(row.getLong("window_from"), row.getLong("window_to"));
          if (row.getBoolean("waits") && window.equals(windows.get(id))) {
            runs.put(id, row.getLong("run"));
          }
          return id;
        },
        parameters.toArray());
    return runs;
  }

  private static List<Other> others(Connection connection, String type, List<UnclaimedSlice> slices)
      throws SQLException {
    long watermark = slices.stream().mapToLong(UnclaimedSlice::watermark).min().orElse(0);
    long from = slices.stream().mapToLong(slice -> slice.window().from()).min().orElse(0);
    long to = slices.stream().mapToLong(slice -> slice.window().to()).max().orElse(0);
    return Sql.list(connection, OTHERS, Other::read, type, type, watermark, to, from);
  }

  /** Whether the documents of the slice may be written in this transaction. */
  public boolean admits(UnclaimedSlice slice) {
    return runs.containsKey(slice.id())
        && definition.equals(slice.definition())
        && others.stream().noneMatch(other -> other.keepsOut(slice));
  }

  /**
   * Ends admitted slices as done.
   *
   * @param counts of each slice, in the same order
   * @return their attempts, in the same order
   */
  public List<Attempt> finish(String worker, List<UnclaimedSlice> slices, List<Counts> counts)
      throws SQLException {
    List<Long> numbers = start(worker, slices, counts);
    List<Object> done = new ArrayList<>();
    done.add(definition.version());
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      UnclaimedSlice slice = slices.get(i);
      done.add(slice.id());
      long run = runs.getOrDefault(slice.id(), 0L);
      attempts.add(
          new Attempt(
              numbers.get(i), slice.id(), run, type, slice.window(), definition.version(), 0, 0));
    }
    Sql.update(connection, DONE.formatted(Sql.repeat("?", slices.size())), done.toArray());
    return attempts;
  }

  private List<Long> start(String worker, List<UnclaimedSlice> slices, List<Counts> counts)
      throws SQLException {
    List<Object> parameters = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      UnclaimedSlice slice = slices.get(i);
      Window window = slice.window();
      long millis = slice.took().toMillis();
      Collections.addAll(parameters, slice.id(), type, window.from(), window.to(), worker, millis);
      Counts of = counts.get(i);
      Collections.addAll(
          parameters,
          of.fetched(),
          of.inserted(),
          of.updated(),
          of.unchanged(),
          of.filtered(),
          of.rejected());
    }
    List<Long> numbers =
        Sql.insertAll(
            connection, START + Sql.repeat(START_ROW, slices.size()), parameters.toArray());
    if (numbers.size() != slices.size()) {
      throw new IllegalStateException(
          "%d attempts were inserted, but %d numbers returned"
              .formatted(slices.size(), numbers.size()));
    }
    return numbers;
  }

  /**
   * The watermark once this transaction is committed.
   *
   * @param attempts that {@link #finish} returned, at least one
   */
  public long watermark(List<Attempt> attempts) {
    OptionalLong live = others.stream().filter(Other::live).mapToLong(Other::number).min();
    return live.isPresent() ? live.getAsLong() - 1 : attempts.getLast().number();
  }
}

package dev.millrace.ledger.run;

import dev.millrace.database.Sql;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.RunState;
import dev.millrace.ledger.SliceState;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A run in the ledger, folded slices included.
 *
 * @param types with slices, by name
 * @param window from the first second to the last of all slices; null when there are none
 * @param slices the number in each state; states without any are omitted
 * @param seconds of all slices in that state; a split slice counts as its halves
 * @param counts documents: inserted and updated by all attempts, the rest by those that finished
 */
public record RunSummary(
    long run,
    RunKind kind,
    RunState state,
    Instant plannedAt,
    boolean ended,
    List<String> types,
    @Nullable Window window,
    Map<SliceState, Long> slices,
    Map<SliceState, Long> seconds,
    Documents counts) {

  private static final String RUN =
      """
      SELECT kind, state, TIMESTAMPDIFF(SECOND, '1970-01-01', planned_at), ended_at IS NOT NULL
      FROM millrace_run WHERE id = ?\
      """;

  private static final String SLICES =
      """
      SELECT type, state, COUNT(*), SUM(window_to - window_from), MIN(window_from), MAX(window_to)
      FROM millrace_slice WHERE run = ? GROUP BY state, type
      UNION ALL
      SELECT type, state, SUM(slices), SUM(seconds), MIN(window_from), MAX(window_to)
      FROM millrace_total WHERE run = ? GROUP BY state, type\
      """;

  private static final String DOCUMENTS =
      """
      SELECT SUM(inserted), SUM(updated), SUM(done_fetched), SUM(done_filtered),
        SUM(done_rejected), SUM(fetched), SUM(done_outside)
      FROM (
        SELECT a.inserted, a.updated, IF(a.state = 'done', a.fetched, 0) AS done_fetched,
          IF(a.state = 'done', a.filtered, 0) AS done_filtered,
          IF(a.state = 'done', a.rejected, 0) AS done_rejected, a.fetched,
          IF(a.state = 'done', a.outside, 0) AS done_outside
        FROM millrace_slice s JOIN millrace_attempt a ON a.slice = s.id WHERE s.run = ?
        UNION ALL
        SELECT inserted, updated, done_fetched, done_filtered, done_rejected, fetched,
          done_outside
        FROM millrace_total WHERE run = ?
      ) AS attempts\
      """;

  public RunSummary {
    types = List.copyOf(types);
    slices = Map.copyOf(slices);
    seconds = Map.copyOf(seconds);
  }

  /**
   * Counts of documents.
   *
   * @param seen by all attempts so far, including running and failed ones
   */
  public record Documents(
      long fetched,
      long inserted,
      long updated,
      long filtered,
      long rejected,
      long outside,
      long seen) {

    private static Documents read(ResultSet row) throws SQLException {
      return new Documents(
          row.getLong(3),
          row.getLong(1),
          row.getLong(2),
          row.getLong(4),
          row.getLong(5),
          row.getLong(7),
          row.getLong(6));
    }

    /** Each class by its name in JSON, after the fetched documents. */
    public Map<String, Long> byName() {
      Map<String, Long> names = new LinkedHashMap<>();
      names.put("fetched", fetched);
      names.put("inserted", inserted);
      names.put("updated", updated);
      names.put("unchanged", unchanged());
      names.put("filtered", filtered);
      names.put("rejected", rejected);
      names.put("outside", outside);
      return names;
    }

    /** Documents that were already up to date, or written by an earlier attempt. */
    public long unchanged() {
      return Math.max(fetched - inserted - updated - filtered - rejected - outside, 0);
    }
  }

  /** The run of that number; empty when there is none. */
  public static Optional<RunSummary> find(Connection connection, long run) throws SQLException {
    return Sql.list(connection, RUN, row -> row.getString(1), run).isEmpty()
        ? Optional.empty()
        : Optional.of(of(connection, run));
  }

  static RunSummary of(Connection connection, long run) throws SQLException {
    TreeSet<String> types = new TreeSet<>();
    Map<SliceState, Long> slices = new EnumMap<>(SliceState.class);
    Map<SliceState, Long> seconds = new EnumMap<>(SliceState.class);
    List<Group> groups = Sql.list(connection, SLICES, Group::read, run, run);
    for (Group group : groups) {
      types.add(group.type());
      slices.merge(group.state(), group.slices(), Long::sum);
      seconds.merge(group.state(), group.seconds(), Long::sum);
    }
    Window window =
        groups.isEmpty()
            ? null
            : new Window(
                groups.stream().mapToLong(Group::from).min().orElseThrow(),
                groups.stream().mapToLong(Group::to).max().orElseThrow());
    Documents documents = Sql.first(connection, DOCUMENTS, Documents::read, run, run).orElseThrow();
    return Sql.first(
            connection,
            RUN,
            row ->
                new RunSummary(
                    run,
                    RunKind.parse(row.getString(1)),
                    RunState.parse(row.getString(2)),
                    Instant.ofEpochSecond(row.getLong(3)),
                    row.getBoolean(4),
                    List.copyOf(types),
                    window,
                    slices,
                    seconds,
                    documents),
            run)
        .orElseThrow();
  }

  /** Seconds of the run's span, counted once per type. */
  public long totalSeconds() {
    return sum(seconds) - seconds.getOrDefault(SliceState.SPLIT, 0L);
  }

  /** The imported seconds of these. */
  public long doneSeconds() {
    return seconds.getOrDefault(SliceState.DONE, 0L);
  }

  /** The open seconds of these. */
  public long openSeconds() {
    return open(seconds);
  }

  public long totalSlices() {
    return sum(slices);
  }

  public long openSlices() {
    return open(slices);
  }

  /** The imported share of its span, from 0 to 1. */
  public double share() {
    return totalSeconds() == 0 ? 1 : (double) doneSeconds() / totalSeconds();
  }

  /** Its state as an operator sees it: ended, cancelled, or as the operator set it. */
  public String stateText() {
    return openSlices() > 0 || state == RunState.CANCELLED ? state.text() : "ended";
  }

  private static long open(Map<SliceState, Long> numbers) {
    return numbers.entrySet().stream()
        .filter(entry -> entry.getKey().open())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static long sum(Map<SliceState, Long> numbers) {
    return numbers.values().stream().mapToLong(Long::longValue).sum();
  }

  private record Group(
      String type, SliceState state, long slices, long seconds, long from, long to) {

    static Group read(ResultSet row) throws SQLException {
      return new Group(
          row.getString(1),
          SliceState.parse(row.getString(2)),
          row.getLong(3),
          row.getLong(4),
          row.getLong(5),
          row.getLong(6));
    }
  }
}

package dev.millrace.operator.slice;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.SliceState;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A slice with its attempts and its relatives.
 *
 * @param at when the ledger was asked, by its own clock
 * @param attempts the newest ones, at most {@link #MOST_ATTEMPTS}, in the order of their numbers
 * @param parents the split slices that it is a part of, the largest first
 * @param halves the slices that took its place; empty unless it is split
 * @param rejected some of its rejected documents, at most {@link #MOST_REJECTED}
 */
public record SliceStatus(
    Instant at,
    Row slice,
    List<SliceAttempt> attempts,
    List<Relative> parents,
    List<Relative> halves,
    List<Rejected> rejected) {

  public static final int MOST_ATTEMPTS = 100;

  public static final int MOST_REJECTED = 20;

  private static final String SLICE =
      """
      SELECT s.*, r.kind, r.state = 'paused' AS paused FROM millrace_slice s
      JOIN millrace_run r ON r.id = s.run WHERE s.id = ?\
      """;

  private static final String ATTEMPTS =
      "SELECT * FROM millrace_attempt WHERE slice = ? ORDER BY number DESC LIMIT " + MOST_ATTEMPTS;

  private static final String PARENTS =
      """
      SELECT id, window_from, window_to, state FROM millrace_slice
      WHERE run = ? AND state = 'split' AND type = ? AND window_from <= ? AND window_to >= ?
        AND id <> ?
      ORDER BY window_to - window_from DESC LIMIT 40\
      """;

  /** The widest parts; quarters of the larger half may be as wide as the smaller half. */
  private static final String PARTS =
      """
      SELECT id, window_from, window_to, state FROM millrace_slice
      WHERE run = ? AND type = ? AND window_from >= ? AND window_to <= ? AND id <> ?
      ORDER BY window_to - window_from DESC, id LIMIT 8\
      """;

  private static final String REJECTED =
      """
      SELECT document, reason, path FROM millrace_rejected_document
      WHERE type = ? AND slice = ? LIMIT %d\
      """
          .formatted(MOST_REJECTED);

  public SliceStatus {
    attempts = List.copyOf(attempts);
    parents = List.copyOf(parents);
    halves = List.copyOf(halves);
    rejected = List.copyOf(rejected);
  }

  /**
   * The row of a slice.
   *
   * @param paused whether its run is paused
   * @param notBefore the earliest time for its next attempt
   * @param retries how many times it has waited for another attempt
   * @param redrives how many times an operator had it planned again
   */
  public record Row(
      long id,
      long run,
      RunKind kind,
      boolean paused,
      String type,
      Window window,
      SliceState state,
      Instant planned,
      Instant notBefore,
      @Nullable Instant ended,
      long retries,
      long redrives,
      @Nullable String definitionVersion,
      @Nullable String error) {

    private static Row read(ResultSet row) throws SQLException {
      return new Row(
          row.getLong("id"),
          row.getLong("run"),
          RunKind.parse(row.getString("kind")),
          row.getBoolean("paused"),
          row.getString("type"),
          new Window(row.getLong("window_from"), row.getLong("window_to")),
          SliceState.parse(row.getString("state")),
          SliceAttempt.moment(row, "planned_at"),
          SliceAttempt.moment(row, "not_before"),
          row.getObject("ended_at") == null ? null : SliceAttempt.moment(row, "ended_at"),
          row.getLong("retries"),
          row.getLong("replays"),
          row.getString("definition_version"),
          row.getString("error"));
    }
  }

  /** A slice that this one is a part of, or that is a part of it. */
  public record Relative(long id, Window window, SliceState state) {

    private static Relative read(ResultSet row) throws SQLException {
      return new Relative(
          row.getLong("id"),
          new Window(row.getLong("window_from"), row.getLong("window_to")),
          SliceState.parse(row.getString("state")));
    }
  }

  /** A rejected document, without its content. */
  public record Rejected(String document, String reason, String path) {}

  /** The slice of that number; empty if the ledger has none. */
  public static Optional<SliceStatus> find(Database database, long slice) {
    Instant now = database.now();
    return database.transact(
        connection -> {
          Optional<Row> row = Sql.first(connection, SLICE, Row::read, slice);
          return row.isEmpty() ? Optional.empty() : Optional.of(of(connection, now, row.get()));
        });
  }

  private static SliceStatus of(Connection connection, Instant now, Row slice) throws SQLException {
    List<SliceAttempt> attempts =
        Sql.list(connection, ATTEMPTS, SliceAttempt::read, slice.id()).reversed();
    Window window = slice.window();
    return new SliceStatus(
        now,
        slice,
        attempts,
        Sql.list(
            connection,
            PARENTS,
            Relative::read,
            slice.run(),
            slice.type(),
            window.from(),
            window.to(),
            slice.id()),
        slice.state() == SliceState.SPLIT
            ? halves(
                Sql.list(
                    connection,
                    PARTS,
                    Relative::read,
                    slice.run(),
                    slice.type(),
                    window.from(),
                    window.to(),
                    slice.id()))
            : List.of(),
        attempts.stream().anyMatch(attempt -> attempt.documents().rejected() > 0)
            ? Sql.list(
                connection,
                REJECTED,
                row -> new Rejected(row.getString(1), row.getString(2), row.getString(3)),
                slice.type(),
                slice.id())
            : List.of());
  }

  /** Parts that do not overlap, from the widest on. */
  private static List<Relative> halves(List<Relative> parts) {
    List<Relative> halves = new ArrayList<>();
    for (Relative part : parts) {
      if (halves.stream().noneMatch(half -> half.window().overlaps(part.window()))) {
        halves.add(part);
      }
    }
    return halves.stream().sorted(Comparator.comparingLong(half -> half.window().from())).toList();
  }

  /** The attempt whose counts are those of the slice: the one that finished, else the newest. */
  public Optional<SliceAttempt> counted() {
    Optional<SliceAttempt> done =
        attempts.stream().filter(attempt -> attempt.state().equals("done")).reduce((_, b) -> b);
    return done.isPresent() ? done : attempts.stream().reduce((_, b) -> b);
  }
}

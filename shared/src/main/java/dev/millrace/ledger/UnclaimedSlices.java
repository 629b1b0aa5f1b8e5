package dev.millrace.ledger;

import dev.millrace.database.Packet;
import dev.millrace.database.Packet.Answer;
import dev.millrace.database.Sql;
import dev.millrace.ledger.order.LockedType;
import dev.millrace.time.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * Claims and finishes slices in the one transaction that writes their documents. No other attempt
 * can overlap one of them: the type's lock is held from the first packet to the commit, a live
 * overlapping attempt keeps a slice out, and so does one whose fetch may be newer.
 *
 * <p>For one transaction: {@link #read} adds to its first packet, the other methods need the
 * answers. Not thread-safe.
 */
public final class UnclaimedSlices {

  /** As SQL: the number of an attempt that {@link #finish} inserted, before the slice's index. */
  public static final String ATTEMPT = "@millrace_attempt + @@auto_increment_increment *";

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
         fetched, inserted, updated, unchanged, filtered, rejected, outside)
      VALUES\s""";

  private static final String START_ROW =
      """
      (?, ?, ?, ?, ?, 'done', NOW(3), NOW(3) - INTERVAL ? * 1000 MICROSECOND, NOW(3),
       ?, ?, ?, ?, ?, ?, ?)""";

  private static final String KEEP_FIRST = "SET @millrace_attempt = LAST_INSERT_ID()";

  private final String type;
  private final Answer<List<LockedType>> definition;
  private final Answer<List<LockedSlice>> locked;
  private final Answer<List<Other>> others;

  private UnclaimedSlices(
      String type,
      Answer<List<LockedType>> definition,
      Answer<List<LockedSlice>> locked,
      Answer<List<Other>> others) {
    this.type = type;
    this.definition = definition;
    this.locked = locked;
    this.others = others;
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
   * Locks the type and then the slices, and reads the attempts that may keep them out.
   *
   * @param packet the first one of the transaction
   * @param slices at least one, all of one type; their windows must not overlap
   */
  public static UnclaimedSlices read(Packet packet, List<UnclaimedSlice> slices) {
    String type = slices.getFirst().type();
    List<Long> ids = slices.stream().map(UnclaimedSlice::id).toList();
    long watermark = slices.stream().mapToLong(UnclaimedSlice::watermark).min().orElse(0);
    long from = slices.stream().mapToLong(slice -> slice.window().from()).min().orElse(0);
    long to = slices.stream().mapToLong(slice -> slice.window().to()).max().orElse(0);
    return new UnclaimedSlices(
        type,
        LockedType.take(packet, type),
        LockedSlice.find(packet, type, ids),
        packet.list(OTHERS, Other::read, type, type, watermark, to, from));
  }

  /** Whether the documents of the slice may be written in this transaction. */
  public boolean admits(UnclaimedSlice slice) {
    return definition.get().contains(slice.definition())
        && locked.get().stream()
            .filter(LockedSlice::claimable)
            .anyMatch(row -> row.id() == slice.id() && row.window().equals(slice.window()))
        && others.get().stream().noneMatch(other -> other.keepsOut(slice));
  }

  /** Whether an earlier attempt at an admitted slice may have written rows. */
  public boolean triedBefore(UnclaimedSlice slice) {
    return locked.get().stream().anyMatch(row -> row.id() == slice.id() && row.attempts() > 0);
  }

  /**
   * Ends admitted slices as done, with an attempt each, numbered in the order of the slices: the
   * server numbers the rows of one statement without gaps.
   *
   * @param counts of each slice, in the same order
   * @return the number of the last attempt
   */
  public Answer<List<Long>> finish(
      Packet packet, String worker, List<UnclaimedSlice> slices, List<Counts> counts) {
    List<Object> attempts = new ArrayList<>();
    List<Object> done = new ArrayList<>();
    done.add(slices.getFirst().definition().version());
    for (int i = 0; i < slices.size(); i++) {
      UnclaimedSlice slice = slices.get(i);
      Window window = slice.window();
      Counts of = counts.get(i);
      done.add(slice.id());
      Collections.addAll(
          attempts,
          slice.id(),
          type,
          window.from(),
          window.to(),
          worker,
          slice.took().toMillis(),
          of.fetched(),
          of.inserted(),
          of.updated(),
          of.unchanged(),
          of.filtered(),
          of.rejected(),
          of.outside());
    }
    packet.update(START + Sql.repeat(START_ROW, slices.size()), attempts);
    packet.update(KEEP_FIRST);
    packet.update(SliceChange.IMPORTED_UNCLAIMED.sql(slices.size()), done);
    return packet.list("SELECT " + ATTEMPT + " ?", row -> row.getLong(1), slices.size() - 1);
  }

  /**
   * The watermark once this transaction is committed.
   *
   * @param last the number of its last attempt
   */
  public long watermark(long last) {
    OptionalLong live = others.get().stream().filter(Other::live).mapToLong(Other::number).min();
    return live.isPresent() ? live.getAsLong() - 1 : last;
  }
}

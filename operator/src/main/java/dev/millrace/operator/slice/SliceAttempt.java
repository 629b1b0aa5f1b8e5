package dev.millrace.operator.slice;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An attempt at a slice.
 *
 * @param state {@code running}, {@code done}, {@code failed}, {@code returned}, {@code split} or
 *     {@code revoked}
 * @param leaseUntil when its lease ends or ended
 * @param ended null while it is running
 * @param error why it did not finish; null without a reason
 */
public record SliceAttempt(
    long number,
    String worker,
    String state,
    Instant started,
    Instant leaseUntil,
    @Nullable Instant ended,
    Documents documents,
    @Nullable String error) {

  /** The fetched documents, and how many of them ended in each class. */
  public record Documents(
      long fetched,
      long inserted,
      long updated,
      long unchanged,
      long filtered,
      long rejected,
      long outside) {

    /** Each class by its name in JSON, without the fetched documents. */
    public Map<String, Long> classes() {
      Map<String, Long> names = new LinkedHashMap<>();
      names.put("inserted", inserted);
      names.put("updated", updated);
      names.put("unchanged", unchanged);
      names.put("filtered", filtered);
      names.put("rejected", rejected);
      names.put("outside", outside);
      return names;
    }

    /** Fetched documents in no class; other than 0 only by a fault of the ledger. */
    public long unaccounted() {
      return fetched - classes().values().stream().mapToLong(Long::longValue).sum();
    }
  }

  static SliceAttempt read(ResultSet row) throws SQLException {
    return new SliceAttempt(
        row.getLong("number"),
        row.getString("worker"),
        row.getString("state"),
        moment(row, "started_at"),
        moment(row, "lease_until"),
        row.getObject("ended_at") == null ? null : moment(row, "ended_at"),
        new Documents(
            row.getLong("fetched"),
            row.getLong("inserted"),
            row.getLong("updated"),
            row.getLong("unchanged"),
            row.getLong("filtered"),
            row.getLong("rejected"),
            row.getLong("outside")),
        row.getString("error"));
  }

  static Instant moment(ResultSet row, String column) throws SQLException {
    return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
  }
}

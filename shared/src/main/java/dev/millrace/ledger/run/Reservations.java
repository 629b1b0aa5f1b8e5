package dev.millrace.ledger.run;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Slice;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Assigns each slice to the process that sends it, so that no two send the same one. A reservation
 * ends after a minute, or when the slice is noted as sent. Thread-safe.
 */
public final class Reservations {

  private static final String LOCK_FREE =
      """
      SELECT id FROM millrace_slice
      WHERE id IN (%s) AND COALESCE(reserved_until <= NOW(3), TRUE) AND %s
      FOR UPDATE SKIP LOCKED""";

  private static final String STILL_PLANNED = "state = 'planned'";

  private static final String STILL_SILENT = "sent_at < NOW(3) - INTERVAL ? SECOND";

  private static final String RESERVE =
      """
      UPDATE millrace_slice SET reserved_until = NOW(3) + INTERVAL 60 SECOND
      WHERE id IN (%s)""";

  private static final String RELEASE =
      "UPDATE millrace_slice SET reserved_until = NULL WHERE id IN (%s)";

  private final Database database;

  Reservations(Database database) {
    this.database = database;
  }

  /**
   * Reserves planned slices for the caller, which sends them now. No other process gets them for a
   * minute; if the caller dies, they are free after that, so none is lost.
   *
   * @return those that no other process has reserved or sent meanwhile
   */
  public List<Slice> reserve(List<Slice> slices) {
    return database.transact(connection -> reserve(connection, slices));
  }

  static List<Slice> reserve(Connection connection, List<Slice> slices) throws SQLException {
    return reserve(connection, slices, STILL_PLANNED);
  }

  /** The same for slices sent at least that time ago and still silent. */
  public List<Slice> reserveSilent(List<Slice> slices, Duration age) {
    return database.transact(
        connection -> reserve(connection, slices, STILL_SILENT, age.toSeconds()));
  }

  private static List<Slice> reserve(
      Connection connection, List<Slice> slices, String condition, Object... more)
      throws SQLException {
    if (slices.isEmpty()) {
      return slices;
    }
    List<Object> parameters = new ArrayList<>(slices.stream().map(Slice::id).toList());
    Collections.addAll(parameters, more);
    String sql = LOCK_FREE.formatted(Sql.repeat("?", slices.size()), condition);
    Set<Long> free =
        new HashSet<>(Sql.list(connection, sql, row -> row.getLong(1), parameters.toArray()));
    List<Slice> reserved = slices.stream().filter(slice -> free.contains(slice.id())).toList();
    update(connection, RESERVE, reserved);
    return reserved;
  }

  /** Releases reserved slices that could not be sent. */
  public void release(List<Slice> slices) {
    database.transact(connection -> update(connection, RELEASE, slices));
  }

  private static int update(Connection connection, String sql, List<Slice> slices)
      throws SQLException {
    Object[] ids = slices.stream().map(Slice::id).toArray();
    return ids.length == 0
        ? 0
        : Sql.update(connection, sql.formatted(Sql.repeat("?", ids.length)), ids);
  }
}

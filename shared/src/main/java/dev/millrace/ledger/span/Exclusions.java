package dev.millrace.ledger.span;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.order.TypeLock;
import dev.millrace.operation.Operations;
import dev.millrace.operation.Operator;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Spans of a type that an operator has excluded: no tick plans them until the exclusion is lifted.
 * Thread-safe.
 */
public final class Exclusions {

  private static final String OF_TYPE =
      """
      SELECT id, type, window_from, window_to, because, excluded_by, excluded_at
      FROM millrace_exclusion WHERE type = ? ORDER BY window_from, id""";

  private static final String EXCLUDE =
      """
      INSERT INTO millrace_exclusion
        (type, window_from, window_to, because, excluded_by, excluded_at)
      VALUES (?, ?, ?, ?, ?, NOW(3))""";

  private static final String REST =
      """
      INSERT INTO millrace_exclusion
        (type, window_from, window_to, because, excluded_by, excluded_at)
      SELECT type, ?, ?, because, excluded_by, excluded_at FROM millrace_exclusion WHERE id = ?""";

  private static final String DELETE = "DELETE FROM millrace_exclusion WHERE id = ?";

  private final Database database;

  public Exclusions(Database database) {
    this.database = database;
  }

  /**
   * One exclusion.
   *
   * @param by who requested it
   */
  public record Exclusion(
      long id, String type, Window window, String because, String by, Instant at) {

    private static Exclusion read(ResultSet row) throws SQLException {
      return new Exclusion(
          row.getLong(1),
          row.getString(2),
          new Window(row.getLong(3), row.getLong(4)),
          row.getString(5),
          row.getString(6),
          row.getObject(7, LocalDateTime.class).toInstant(ZoneOffset.UTC));
    }
  }

  /** The exclusions of a type, oldest span first. */
  public static List<Exclusion> of(Connection connection, String type) throws SQLException {
    return Sql.list(connection, OF_TYPE, Exclusion::read, type);
  }

  /** The excluded spans of a type. */
  public static Spans spans(Connection connection, String type) throws SQLException {
    return Spans.of(of(connection, type).stream().map(Exclusion::window).toList());
  }

  /**
   * Excludes a window, and notes the operator. Slices that are already on a queue or with a worker
   * continue.
   *
   * @param operator with a reason
   */
  public void exclude(String type, Window window, Operator operator) {
    String because = operator.because();
    if (because == null) {
      throw new IllegalArgumentException("an exclusion needs a reason");
    }
    database.transact(
        connection -> {
          TypeLock.take(connection, type);
          Operations.note(connection, operator, "exclude", target(type, window), null);
          return add(connection, type, window, because, operator.name());
        });
  }

  private static String target(String type, Window window) {
    return "%s %s to %s"
        .formatted(type, Instant.ofEpochSecond(window.from()), Instant.ofEpochSecond(window.to()));
  }

  /** The same, in the caller's transaction and without the type's lock. */
  public static int add(
      Connection connection, String type, Window window, String because, String by)
      throws SQLException {
    return Sql.update(connection, EXCLUDE, type, window.from(), window.to(), because, by);
  }

  /**
   * Lifts all exclusions inside a window, and notes the operator; spans outside of it stay
   * excluded.
   *
   * @return how many seconds are no longer excluded
   */
  public long lift(String type, Window window, Operator operator) {
    return database.transact(
        connection -> {
          TypeLock.take(connection, type);
          Spans before = spans(connection, type);
          for (Exclusion exclusion : of(connection, type)) {
            if (exclusion.window().clippedTo(window).isPresent()) {
              for (Window rest : exclusion.window().without(List.of(window))) {
                Sql.update(connection, REST, rest.from(), rest.to(), exclusion.id());
              }
              Sql.update(connection, DELETE, exclusion.id());
            }
          }
          long lifted = before.seconds() - spans(connection, type).seconds();
          if (lifted > 0) {
            Operations.note(connection, operator, "exclude --lift", target(type, window), null);
          }
          return lifted;
        });
  }
}

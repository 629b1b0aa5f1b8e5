package dev.millrace.operation;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The changes by operators, which are only added and, after 400 days, deleted.
 *
 * <p>Pauses, resumes and cancels of runs, changes of one slice and exclusions are noted in the
 * transaction of the change. All others consist of several transactions, of calls to queues or of
 * statements that commit by themselves: these are noted right afterwards, so a crash in between
 * leaves a change without its operator.
 */
public final class Operations {

  /** How long they are kept. */
  public static final Duration KEPT = Duration.ofDays(400);

  private static final int LONGEST_TARGET = 255;

  /** Rows per delete. */
  private static final int PIECE = 1000;

  private static final String ADD =
      """
      INSERT INTO millrace_operation (at, operator, command, target, because, affected)
      VALUES (NOW(3), ?, ?, ?, ?, ?)""";

  private static final String ALL =
      "SELECT at, operator, command, target, because, affected FROM millrace_operation";

  private static final String NEWEST = ALL + " ORDER BY id DESC LIMIT ?";

  private static final String OF_TARGET = ALL + " WHERE target = ? ORDER BY id DESC LIMIT 1";

  private static final String EXPIRE =
      """
      DELETE FROM millrace_operation
      WHERE at < NOW(3) - INTERVAL ? SECOND ORDER BY at LIMIT ?""";

  private Operations() {}

  /**
   * How operations name a selection: its parts with a value, or all.
   *
   * @param parts name, value, name, value, …; an empty value selects everything
   */
  public static String selected(String... parts) {
    StringJoiner text = new StringJoiner(", ").setEmptyValue("all");
    for (int i = 0; i < parts.length; i += 2) {
      if (!parts[i + 1].isEmpty()) {
        text.add(parts[i] + " " + parts[i + 1]);
      }
    }
    return text.toString();
  }

  /** How operations name a run. */
  public static String run(long run) {
    return "run " + run;
  }

  /** How operations name a slice. */
  public static String slice(long slice) {
    return "slice " + slice;
  }

  /**
   * Notes a change in its own transaction.
   *
   * @param affected null where one thing was changed
   */
  public static void note(
      Connection connection,
      Operator operator,
      String command,
      String target,
      @Nullable Long affected)
      throws SQLException {
    Sql.update(
        connection,
        ADD,
        operator.name(),
        command,
        target.length() <= LONGEST_TARGET ? target : target.substring(0, LONGEST_TARGET - 1) + "…",
        operator.because(),
        affected);
  }

  /** Notes a change that was committed before, unless it affected nothing. */
  public static void noteAfter(
      Database database, Operator operator, String command, String target, long affected) {
    if (affected > 0) {
      database.transact(
          connection -> {
            note(connection, operator, command, target, affected);
            return affected;
          });
    }
  }

  /** The newest ones first, up to a number. */
  public static List<Operation> newest(Database database, int most) {
    return database.transact(connection -> Sql.list(connection, NEWEST, Operation::read, most));
  }

  /** The newest one with that target; empty when there is none. */
  public static Optional<Operation> newest(Database database, String target) {
    return database.transact(
        connection -> Sql.first(connection, OF_TARGET, Operation::read, target));
  }

  /** Deletes those that are older than {@link #KEPT}, up to a thousand; returns how many. */
  public static int expire(Database database) {
    return database.transact(connection -> Sql.update(connection, EXPIRE, KEPT.toSeconds(), PIECE));
  }
}

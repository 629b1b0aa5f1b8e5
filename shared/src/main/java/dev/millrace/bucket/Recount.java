package dev.millrace.bucket;

import dev.millrace.catalogue.CountedType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Marks buckets by the contents of a table, and compares these with the counts. A stale bucket is
 * only a request: it may be added outside the transaction that changed the table, since the
 * refresher counts the existing rows. Rows committed after a comparison are found by the next one.
 * Thread-safe.
 */
public final class Recount {

  private static final String MARK =
      """
      INSERT INTO millrace_stale_bucket (type, bucket, marked_at)
      SELECT ?, bucket, NOW(3) FROM (
      %s
      ) AS compared
      WHERE %s""";

  private static final String EVERY = "TRUE";

  /** A bucket that is already stale is not marked again, however long it waits. */
  private static final String DIFFERENT =
      """
      counted <> there AND bucket NOT IN (
        SELECT bucket FROM millrace_stale_bucket WHERE type = ?)""";

  private final Database database;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime such as {@link System#nanoTime}
   */
  public Recount(Database database, LongSupplier nanoTime) {
    this.database = database;
    this.nanoTime = nanoTime;
  }

  /**
   * A bucket and its two numbers of events.
   *
   * @param counted as EventCount has it
   * @param there as the table has it
   * @param marked whether it is stale already
   */
  public record Difference(Bucket bucket, long counted, long there, boolean marked) {}

  /** Called after every committed piece of work. */
  @FunctionalInterface
  public interface Progress {

    /**
     * A piece has been marked.
     *
     * @param marked how many buckets of the piece were marked
     */
    void piece(Window piece, int marked);
  }

  /**
   * Marks every bucket of the window that holds an event or has a count, in transactions of about a
   * second, newest first. Times without either cost nothing, so the window may have any length.
   *
   * @return how many buckets
   */
  public long markAll(CountedType type, Window window, Progress progress) {
    LongAdder marked = new LongAdder();
    new Pieces(nanoTime)
        .forEach(
            buckets(window),
            rest -> newest(type, rest),
            piece -> {
              int some = database.transact(connection -> mark(connection, type, piece, EVERY));
              marked.add(some);
              progress.piece(piece, some);
            });
    return marked.sum();
  }

  /**
   * Marks the buckets of the window whose count differs from the table, with one scan of its index.
   *
   * @return how many buckets
   */
  public int markDifferent(CountedType type, Window window) {
    return database.transact(
        connection -> mark(connection, type, buckets(window), DIFFERENT, type.name()));
  }

  /**
   * Passes on the differences in the window: one day at a time, newest first, its buckets in order.
   * Days without differences are skipped.
   *
   * @return the number of rows with an invalid moment, which are in no count; a window of all times
   *     includes those beyond it
   */
  public long differences(CountedType type, Window window, Consumer<List<Difference>> day) {
    return new Audit(database, nanoTime).run(type, window, day);
  }

  /**
   * The number of rows whose moment is invalid or beyond {@link CountedTable#ALL}, and which are
   * therefore in no count. Reads the whole index.
   */
  public long uncounted(CountedType type) {
    return database.transact(
        connection -> Sql.number(connection, new CountedTable(type).uncounted()));
  }

  private static int mark(
      Connection connection, CountedType type, Window window, String which, Object... parameters)
      throws SQLException {
    CountedTable table = new CountedTable(type);
    return Sql.update(
        connection,
        MARK.formatted(table.comparison(), which),
        parameters(type, table.comparisonParameters(window), parameters));
  }

  private static Object[] parameters(CountedType type, Object[]... others) {
    return Stream.concat(
            Stream.of((Object) type.name()), Arrays.stream(others).flatMap(Arrays::stream))
        .toArray();
  }

  private long newest(CountedType type, Window window) {
    CountedTable table = new CountedTable(type);
    return database.transact(
        connection -> Sql.number(connection, table.newest(), table.newestParameters(window)));
  }

  /** The window extended to the edges of its buckets. */
  static Window buckets(Window window) {
    return window
        .clippedTo(CountedTable.ALL)
        .map(Bucket::covering)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "events cannot be counted in %s, only in %s"
                        .formatted(window, CountedTable.ALL)));
  }
}

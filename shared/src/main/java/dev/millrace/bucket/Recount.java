package dev.millrace.bucket;

import dev.millrace.catalogue.DocumentType;
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
 * Marks buckets by what a table holds, and compares it with what was counted. A mark is only a
 * wish: it may be made outside the transaction of whoever changed the table, since the refresher
 * counts what is there. What is committed after such a look is found by the next one. Thread-safe.
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

  /** A bucket that waits already needs no second mark, however long no worker comes. */
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
   * @param marked whether it waits to be counted again
   */
  public record Difference(Bucket bucket, long counted, long there, boolean marked) {}

  /** Is told of every piece of work when it is committed. */
  @FunctionalInterface
  public interface Progress {

    /**
     * A piece is marked.
     *
     * @param marked how many buckets of the piece were marked
     */
    void piece(Window piece, int marked);
  }

  /**
   * Marks every bucket of the window that holds an event or has a count: in transactions of a
   * second or so, newest first, and nothing is done for times without either. So any span will do.
   *
   * @return how many buckets
   */
  public long markAll(DocumentType type, Window window, Progress progress) {
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
  public int markDifferent(DocumentType type, Window window) {
    return database.transact(
        connection -> mark(connection, type, buckets(window), DIFFERENT, type.name()));
  }

  /**
   * Hands on what differs in the window: a day at a time, newest first, its buckets in order. Days
   * without a difference are left out.
   *
   * @return how many rows hold something that is not a moment, and so are counted nowhere; for a
   *     window of all times with those beyond it
   */
  public long differences(DocumentType type, Window window, Consumer<List<Difference>> day) {
    return new Audit(database, nanoTime).run(type, window, day);
  }

  /**
   * How many rows of the table hold something that is not a moment, or one beyond {@link
   * CountedTable#ALL}, and so are counted nowhere. Reads the whole index.
   */
  public long uncounted(DocumentType type) {
    return database.transact(
        connection -> Sql.number(connection, new CountedTable(type).uncounted()));
  }

  private static int mark(
      Connection connection, DocumentType type, Window window, String which, Object... parameters)
      throws SQLException {
    CountedTable table = new CountedTable(type);
    return Sql.update(
        connection,
        MARK.formatted(table.comparison(), which),
        parameters(type, table.comparisonParameters(window), parameters));
  }

  private static Object[] parameters(DocumentType type, Object[]... others) {
    return Stream.concat(
            Stream.of((Object) type.name()), Arrays.stream(others).flatMap(Arrays::stream))
        .toArray();
  }

  private long newest(DocumentType type, Window window) {
    CountedTable table = new CountedTable(type);
    return database.transact(
        connection -> Sql.number(connection, table.newest(), table.newestParameters(window)));
  }

  /** The window out to the edges of its buckets. */
  static Window buckets(Window window) {
    return window
        .clippedTo(CountedTable.ALL)
        .map(Bucket::covering)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "events cannot be counted in %s, only in %s".formatted(window, CountedTable.ALL)));
  }
}

package dev.millrace.bucket;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  private static final long DAY = Duration.ofDays(1).toSeconds();

  /** Nine buckets, of which nobody knows how many events they hold. */
  private static final long NARROWEST = DAY / 32;

  private static final long WIDEST = 64 * DAY;

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

  private static final String DIFFERENCES =
      """
      SELECT bucket, counted, there, bucket IN (
        SELECT bucket FROM millrace_stale_bucket WHERE type = ?)
      FROM (
      %s
      ) AS compared
      WHERE counted <> there ORDER BY bucket""";

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
  public record Difference(Bucket bucket, long counted, long there, boolean marked) {

    private long day() {
      return Math.floorDiv(bucket.start(), DAY);
    }
  }

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
    forEachPiece(
        type,
        window,
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
   */
  public void differences(DocumentType type, Window window, Consumer<List<Difference>> day) {
    List<Difference> open = new ArrayList<>();
    forEachPiece(
        type,
        window,
        piece -> {
          for (Difference difference : differences(type, piece).reversed()) {
            if (!open.isEmpty() && open.getLast().day() != difference.day()) {
              day.accept(List.copyOf(open.reversed()));
              open.clear();
            }
            open.add(difference);
          }
        });
    if (!open.isEmpty()) {
      day.accept(List.copyOf(open.reversed()));
    }
  }

  private List<Difference> differences(DocumentType type, Window piece) {
    CountedTable table = new CountedTable(type);
    return database.transact(
        connection ->
            Sql.list(
                connection,
                DIFFERENCES.formatted(table.comparison()),
                row ->
                    new Difference(
                        new Bucket(row.getLong(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getBoolean(4)),
                parameters(type, table.comparisonParameters(piece))));
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

  private void forEachPiece(DocumentType type, Window window, Consumer<Window> work) {
    Pace pace = new Pace(nanoTime, NARROWEST, NARROWEST, WIDEST);
    Window whole = buckets(window);
    Optional<Window> piece = newest(type, whole, pace.size());
    while (piece.isPresent()) {
      Window done = piece.get();
      work.accept(done);
      pace.next();
      piece =
          whole.from() < done.from()
              ? newest(type, new Window(whole.from(), done.from()), pace.size())
              : Optional.empty();
    }
  }

  /** The newest part of the window with an event or a count, back to a multiple of the width. */
  private Optional<Window> newest(DocumentType type, Window window, long width) {
    CountedTable table = new CountedTable(type);
    long bucket =
        database.transact(
            connection -> Sql.number(connection, table.newest(), table.newestParameters(window)));
    return bucket < window.from()
        ? Optional.empty()
        : Optional.of(
            new Window(
                Math.max(window.from(), bucket - Math.floorMod(bucket, width)),
                bucket + Bucket.SECONDS));
  }

  /** The window out to the edges of its buckets. */
  private static Window buckets(Window window) {
    return window
        .clippedTo(CountedTable.ALL)
        .map(Bucket::covering)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "nothing is counted in %s, only in %s".formatted(window, CountedTable.ALL)));
  }
}

package dev.millrace.operator.status;

import dev.millrace.bucket.CountedTable;
import dev.millrace.catalogue.CountedType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of some types by equal steps of a window, with how much of each step is imported: what
 * the view {@code EventCountFilled} has, in sums. Its cost follows the buckets of the window.
 *
 * @param window whole steps
 */
public record EventCounts(Window window, CountStep step, List<TypeCounts> types) {

  /** Maximum number of buckets of all types that one answer reads. */
  public static final long MOST_BUCKETS = 120_000;

  /** Maximum number of steps of a window. */
  public static final long MOST_STEPS = 600;

  private static final String STEP = "(TO_SECONDS(dt_bucket) - TO_SECONDS('1970-01-01') - ?) DIV ?";

  private static final String IN_WINDOW =
      """
      dt_bucket >= '1970-01-01' + INTERVAL ? SECOND
      AND dt_bucket < '1970-01-01' + INTERVAL ? SECOND\
      """;

  private static final String OF_ALL =
      "SELECT %s, SUM(actual_count), type FROM EventCount WHERE %s GROUP BY 3, 1"
          .formatted(STEP, IN_WINDOW);

  /** Groups by one number, which takes a third less time. */
  private static final String OF_ONE =
      "SELECT %s, SUM(actual_count), ? FROM EventCount WHERE type = ? AND %s GROUP BY 1"
          .formatted(STEP, IN_WINDOW);

  public EventCounts {
    types = List.copyOf(types);
  }

  /**
   * The counts of a type.
   *
   * @param events in each step
   * @param coveredSeconds imported seconds of each step; null for a type that is counted by another
   *     moment than that of the ingest, whose coverage says nothing about its buckets
   */
  @SuppressWarnings("ArrayRecordComponent") // a row of numbers; never compared
  public record TypeCounts(String type, long[] events, long @Nullable [] coveredSeconds) {

    /** All events of the window. */
    public long total() {
      return Arrays.stream(events).sum();
    }
  }

  /**
   * Reads the counts of a window, which is widened to whole steps.
   *
   * @param step null for the shortest one with a readable number of parts
   * @throws IllegalArgumentException if that would be more than {@link #MOST_STEPS} steps or {@link
   *     #MOST_BUCKETS} buckets
   */
  public static EventCounts of(
      Database database,
      List<? extends CountedType> types,
      Window asked,
      @Nullable CountStep step) {
    CountStep by = step == null ? CountStep.of(asked.seconds()) : step;
    Window window = asked.outward(by.seconds());
    check(window, by, types.size());
    Map<String, long[]> events =
        database.transact(connection -> events(connection, types, window, by));
    return new EventCounts(
        window,
        by,
        types.stream()
            .map(
                type ->
                    new TypeCounts(
                        type.name(),
                        events.getOrDefault(type.name(), new long[steps(window, by)]),
                        byIngest(type) ? covered(database, type, window, by) : null))
            .toList());
  }

  /** Whether its buckets are chosen by the same moment as its coverage. */
  private static boolean byIngest(CountedType type) {
    return type.imported().filter(each -> each.mapping().byIngestTime()).isPresent();
  }

  private static void check(Window window, CountStep step, int types) {
    if (window.from() < CountedTable.ALL.from() || window.to() > CountedTable.ALL.to()) {
      throw new IllegalArgumentException("the span %s has no buckets".formatted(window));
    }
    if (window.seconds() / step.seconds() > MOST_STEPS) {
      throw new IllegalArgumentException(
          "counts by %s show at most %d steps; choose a shorter span or a longer step"
              .formatted(step.text(), MOST_STEPS));
    }
    if (window.seconds() / Bucket.SECONDS * types > MOST_BUCKETS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d days of %d types are more than %,d buckets; choose a shorter span or one type",
              window.seconds() / CountStep.DAY.seconds(),
              types,
              MOST_BUCKETS));
    }
  }

  private static int steps(Window window, CountStep step) {
    return (int) (window.seconds() / step.seconds());
  }

  private static Map<String, long[]> events(
      Connection connection, List<? extends CountedType> types, Window window, CountStep step)
      throws SQLException {
    Map<String, long[]> events = new HashMap<>();
    List<Part> parts =
        types.size() == 1
            ? Sql.list(
                connection,
                OF_ONE,
                Part::read,
                window.from(),
                step.seconds(),
                types.getFirst().name(),
                types.getFirst().name(),
                window.from(),
                window.to())
            : Sql.list(
                connection,
                OF_ALL,
                Part::read,
                window.from(),
                step.seconds(),
                window.from(),
                window.to());
    for (Part part : parts) {
      events.computeIfAbsent(part.type(), _ -> new long[steps(window, step)])[part.step()] =
          part.events();
    }
    return events;
  }

  private static long[] covered(
      Database database, CountedType type, Window window, CountStep step) {
    return Cells.spread(
        database.transact(connection -> Coverage.spans(connection, type.name(), window)),
        window,
        steps(window, step));
  }

  private record Part(String type, int step, long events) {

    static Part read(java.sql.ResultSet row) throws SQLException {
      return new Part(row.getString(3), row.getInt(1), row.getLong(2));
    }
  }
}

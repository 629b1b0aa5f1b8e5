package dev.millrace.operator.status;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.run.Retrying;
import dev.millrace.plan.Fate;
import dev.millrace.time.Bucket;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The window of {@link Gaps} in equal parts. Its cost follows the spans and the cells. */
public final class Cells {

  /** Maximum number of cells of all types. */
  public static final int MOST = 2000;

  /** Events are counted in windows up to this length: a row per five minutes and type. */
  private static final long COUNTED_SECONDS = 10 * 86_400;

  private static final String EVENTS =
      """
      SELECT TO_SECONDS(dt_bucket) - TO_SECONDS('1970-01-01'), actual_count FROM EventCount
      WHERE type = ? AND dt_bucket >= '1970-01-01' + INTERVAL ? SECOND
        AND dt_bucket < '1970-01-01' + INTERVAL ? SECOND\
      """;

  private static final String BY_INGEST_TIME =
      "SELECT COUNT(*) FROM millrace_type WHERE type = ? AND by_ingest_time";

  private Cells() {}

  /**
   * The cells of each type, in order.
   *
   * @param number of cells per type, at least 1
   */
  public static Map<String, List<Cell>> of(Database database, Gaps gaps, int number) {
    Map<String, List<Cell>> cells = new LinkedHashMap<>();
    for (TypeCoverage type : gaps.types()) {
      Optional<long[]> events =
          database.transact(connection -> events(connection, type.type(), gaps.window(), number));
      cells.put(type.type(), of(type, gaps, number, events));
    }
    return cells;
  }

  private static List<Cell> of(TypeCoverage type, Gaps gaps, int number, Optional<long[]> events) {
    Window window = gaps.window();
    Map<Fate, long[]> seconds = new EnumMap<>(Fate.class);
    for (Fate fate : Fate.values()) {
      seconds.put(fate, spread(type.timeline().spans(fate), window, number));
    }
    Spans waiting =
        Spans.of(gaps.retryingIn(type.type()).stream().map(Retrying::window).toList())
            .and(type.timeline().spans(Fate.UNDER_WAY));
    long[] retrying = spread(waiting, window, number);
    List<Cell> cells = new ArrayList<>(number);
    for (int i = 0; i < number; i++) {
      Map<Fate, Long> here = new EnumMap<>(Fate.class);
      for (Map.Entry<Fate, long[]> fate : seconds.entrySet()) {
        if (fate.getValue()[i] > 0) {
          here.put(fate.getKey(), fate.getValue()[i]);
        }
      }
      cells.add(
          new Cell(
              new Window(begin(window, i, number), begin(window, i + 1, number)),
              here,
              retrying[i],
              count(events, i)));
    }
    return cells;
  }

  /** The seconds of the spans in each cell. */
  static long[] spread(Spans spans, Window window, int number) {
    long[] seconds = new long[number];
    for (Window span : spans.windows()) {
      Window part = span.clippedTo(window).orElse(null);
      if (part == null) {
        continue;
      }
      for (int i = cell(window, part.from(), number);
          i < number && begin(window, i, number) < part.to();
          i++) {
        long end = Math.min(part.to(), begin(window, i + 1, number));
        seconds[i] += Math.max(end - Math.max(part.from(), begin(window, i, number)), 0);
      }
    }
    return seconds;
  }

  private static long begin(Window window, int cell, int number) {
    return window.from() + window.seconds() * cell / number;
  }

  /** The cell of a second of the window. */
  private static int cell(Window window, long second, int number) {
    int cell = (int) ((second - window.from()) * number / window.seconds());
    return begin(window, cell + 1, number) <= second ? cell + 1 : cell;
  }

  private static @Nullable Long count(Optional<long[]> events, int cell) {
    return events.isPresent() ? events.get()[cell] : null;
  }

  /** Empty if the window is too long, or the type is not counted by the moment of the ingest. */
  private static Optional<long[]> events(
      Connection connection, String type, Window window, int number) throws SQLException {
    if (window.seconds() > COUNTED_SECONDS
        || window.seconds() / number < Bucket.SECONDS
        || Sql.number(connection, BY_INGEST_TIME, type) == 0) {
      return Optional.empty();
    }
    long[] events = new long[number];
    for (long[] bucket :
        Sql.list(
            connection,
            EVENTS,
            row -> new long[] {row.getLong(1), row.getLong(2)},
            type,
            window.from(),
            window.to())) {
      events[cell(window, bucket[0], number)] += bucket[1];
    }
    return Optional.of(events);
  }
}

package dev.millrace.operator.status;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

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
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The window of {@link Gaps} in equal parts. Its cost follows the spans and the cells. */
public final class Cells {

  /** Maximum number of cells of all types. */
  public static final int MOST = 2000;

  /** Events are counted in windows up to this length: a row per five minutes and type. */
  private static final long COUNTED_SECONDS = 10 * 86_400;

  /** By the same formula as {@link #cell}. */
  private static final String EVENTS =
      """
      SELECT type, cell + (? * (cell + 1) DIV ? <= at_second), SUM(actual_count)
      FROM (
        SELECT type, at_second, at_second * ? DIV ? AS cell, actual_count
        FROM (
          SELECT type, TO_SECONDS(dt_bucket) - TO_SECONDS('1970-01-01') - ? AS at_second, actual_count
          FROM EventCount
          WHERE dt_bucket >= '1970-01-01' + INTERVAL ? SECOND
            AND dt_bucket < '1970-01-01' + INTERVAL ? SECOND AND type IN (%s)) AS bucket) AS part
      GROUP BY 1, 2\
      """;

  private static final String BY_INGEST_TIME =
      "SELECT type FROM millrace_type WHERE by_ingest_time";

  private Cells() {}

  /**
   * The cells of each type, in order.
   *
   * @param number of cells per type, at least 1
   */
  public static Map<String, List<Cell>> of(Database database, Gaps gaps, int number) {
    Map<String, long[]> events = database.transact(connection -> events(connection, gaps, number));
    Map<String, List<Cell>> cells = new LinkedHashMap<>();
    for (TypeCoverage type : gaps.types()) {
      cells.put(type.type(), of(type, gaps, number, events.get(type.type())));
    }
    return cells;
  }

  private static List<Cell> of(TypeCoverage type, Gaps gaps, int number, long @Nullable [] events) {
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
              events == null ? null : events[i]));
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

  /** By type; nothing of a long window or of a type that is counted by another moment. */
  private static Map<String, long[]> events(Connection connection, Gaps gaps, int number)
      throws SQLException {
    Window window = gaps.window();
    if (window.seconds() > COUNTED_SECONDS || window.seconds() / number < Bucket.SECONDS) {
      return Map.of();
    }
    Set<String> shown = gaps.types().stream().map(TypeCoverage::type).collect(toSet());
    Map<String, long[]> events = new HashMap<>();
    for (String type : Sql.list(connection, BY_INGEST_TIME, row -> row.getString(1))) {
      if (shown.contains(type)) {
        events.put(type, new long[number]);
      }
    }
    if (events.isEmpty()) {
      return events;
    }
    List<Object> parameters = new ArrayList<>();
    Collections.addAll(parameters, window.seconds(), number, number, window.seconds());
    Collections.addAll(parameters, window.from(), window.from(), window.to());
    parameters.addAll(events.keySet());
    Sql.list(
        connection,
        EVENTS.formatted(Sql.repeat("?", events.size())),
        row -> requireNonNull(events.get(row.getString(1)))[row.getInt(2)] = row.getLong(3),
        parameters.toArray());
    return events;
  }
}

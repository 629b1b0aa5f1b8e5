package dev.millrace.bucket;

import dev.millrace.bucket.Recount.Difference;
import dev.millrace.catalogue.CountedType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Compares a counted table with EventCount. It shares no calculation with the code that it checks:
 * it reads moments as texts and puts them into buckets itself. Thread-safe.
 */
final class Audit {

  private static final long DAY = Duration.ofDays(1).toSeconds();

  /** Buckets that are counted in the meantime must not appear as differences. */
  private static final String ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";

  private static final String MINUTES =
      """
      SELECT LEFT(CAST(%s AS CHAR), 16) AS minute_text, COUNT(*) FROM %s
      WHERE %1$s >= ? AND %1$s < ?%s GROUP BY minute_text""";

  private static final String NEWEST =
      "SELECT CAST(%s AS CHAR) FROM %s WHERE %1$s >= ? AND %1$s < ?%s ORDER BY %1$s DESC LIMIT 1";

  private static final String COUNTS =
      """
      SELECT dt_bucket, actual_count FROM EventCount
      WHERE type = ? AND dt_bucket >= ? AND dt_bucket < ?""";

  private static final String NEWEST_COUNT = COUNTS + " ORDER BY dt_bucket DESC LIMIT 1";

  private static final String MARKS =
      """
      SELECT DISTINCT bucket FROM millrace_stale_bucket
      WHERE type = ? AND bucket >= ? AND bucket < ?""";

  /** As texts: MySQL does not compare a TIMESTAMP with a moment that cannot be one. */
  private static final String BEYOND =
      """
      SELECT COUNT(*) FROM %s
      WHERE (CAST(%s AS CHAR) < '1000' OR CAST(%2$s AS CHAR) >= '9999-12-31 23:55')%s""";

  private final Database database;
  private final LongSupplier nanoTime;

  Audit(Database database, LongSupplier nanoTime) {
    this.database = database;
    this.nanoTime = nanoTime;
  }

  /** The contents of a piece. */
  private record Piece(List<Difference> differences, long withoutMoment) {}

  /** See {@link Recount#differences}. */
  long run(CountedType type, Window window, Consumer<List<Difference>> day) {
    List<Difference> open = new ArrayList<>();
    LongAdder withoutMoment = new LongAdder();
    new Pieces(nanoTime)
        .forEach(
            Recount.buckets(window),
            rest -> newest(type, rest),
            part -> {
              Piece piece = piece(type, part);
              withoutMoment.add(piece.withoutMoment());
              for (Difference difference : piece.differences().reversed()) {
                if (!open.isEmpty() && dayOf(open.getLast()) != dayOf(difference)) {
                  day.accept(List.copyOf(open.reversed()));
                  open.clear();
                }
                open.add(difference);
              }
            });
    if (!open.isEmpty()) {
      day.accept(List.copyOf(open.reversed()));
    }
    boolean all = window.from() <= CountedTable.ALL.from() && window.to() >= CountedTable.ALL.to();
    return withoutMoment.sum() + (all ? beyond(type) : 0);
  }

  private static long dayOf(Difference difference) {
    return Math.floorDiv(difference.bucket().start(), DAY);
  }

  private Piece piece(CountedType type, Window piece) {
    return database.transact(
        connection -> {
          Sql.update(connection, ONE_SNAPSHOT);
          Map<Long, Long> there = new TreeMap<>();
          long withoutMoment = count(connection, type, piece, there);
          Map<Long, Long> counted = new TreeMap<>();
          Sql.list(
              connection,
              COUNTS,
              row -> counted.put(second(row.getObject(1, LocalDateTime.class)), row.getLong(2)),
              type.name(),
              CountedTable.utc(piece.from()),
              CountedTable.utc(piece.to()));
          Set<Long> marks =
              new HashSet<>(
                  Sql.list(
                      connection,
                      MARKS,
                      row -> row.getLong(1),
                      type.name(),
                      piece.from(),
                      piece.to()));
          return new Piece(differences(there, counted, marks), withoutMoment);
        });
  }

  private static List<Difference> differences(
      Map<Long, Long> there, Map<Long, Long> counted, Set<Long> marks) {
    Map<Long, Long> all = new TreeMap<>(there);
    counted.keySet().forEach(bucket -> all.putIfAbsent(bucket, 0L));
    List<Difference> differences = new ArrayList<>();
    all.forEach(
        (bucket, events) -> {
          long count = counted.getOrDefault(bucket, 0L);
          if (count != events) {
            differences.add(
                new Difference(new Bucket(bucket), count, events, marks.contains(bucket)));
          }
        });
    return differences;
  }

  /** Adds up the events of each bucket; returns the number of rows in no bucket. */
  private static long count(
      Connection connection, CountedType type, Window piece, Map<Long, Long> there)
      throws SQLException {
    LongAdder withoutMoment = new LongAdder();
    Sql.list(
        connection,
        MINUTES.formatted(
            Sql.quote(type.momentColumn()), Sql.quote(type.table()), type.ownRows("AND")),
        row -> {
          OptionalLong second = StoredMoment.second(row.getString(1));
          if (second.isPresent()) {
            there.merge(bucket(second.getAsLong()), row.getLong(2), Long::sum);
          } else {
            withoutMoment.add(row.getLong(2));
          }
          return row.getLong(2);
        },
        CountedTable.utc(piece.from()),
        CountedTable.utc(piece.to()));
    return withoutMoment.sum();
  }

  private long newest(CountedType type, Window window) {
    LocalDateTime from = CountedTable.utc(window.from());
    LocalDateTime to = CountedTable.utc(window.to());
    return database.transact(
        connection -> {
          long none = window.from() - Bucket.SECONDS;
          long event =
              Sql.first(
                      connection,
                      NEWEST.formatted(
                          Sql.quote(type.momentColumn()),
                          Sql.quote(type.table()),
                          type.ownRows("AND")),
                      row -> bucket(StoredMoment.position(row.getString(1))),
                      from,
                      to)
                  .orElse(none);
          long count =
              Sql.first(
                      connection,
                      NEWEST_COUNT,
                      row -> second(row.getObject(1, LocalDateTime.class)),
                      type.name(),
                      from,
                      to)
                  .orElse(none);
          return Math.max(event, count);
        });
  }

  private long beyond(CountedType type) {
    return database.transact(
        connection ->
            Sql.number(
                connection,
                BEYOND.formatted(
                    Sql.quote(type.table()), Sql.quote(type.momentColumn()), type.ownRows("AND"))));
  }

  private static long second(LocalDateTime moment) {
    return moment.toEpochSecond(ZoneOffset.UTC);
  }

  private static long bucket(long second) {
    return second - Math.floorMod(second, Bucket.SECONDS);
  }
}

package dev.millrace.operator.type;

import dev.millrace.catalogue.CountedType;
import dev.millrace.database.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * How late the documents of a type arrive: what its rechecks brought, by age.
 *
 * @param ages in ascending order: those of the definition, and those at which spans were rechecked
 *     before
 */
public record Lateness(List<Age> ages) {

  /** The newest runs of this kind are measured, which the tick plans about once an hour. */
  public static final int MOST_RUNS = 1000;

  private static final long HOUR = 3600;

  /** Also what an attempt wrote before its slice was split. */
  private static final String RECHECKS =
      """
      SELECT STRAIGHT_JOIN TIMESTAMPDIFF(SECOND, '1970-01-01', s.planned_at) - s.window_to,
        SUM(IF(a.state = 'done', a.fetched, 0)), SUM(a.inserted), SUM(a.updated)
      FROM (SELECT id FROM millrace_run WHERE kind = 'recheck' ORDER BY id DESC LIMIT %d) r
      JOIN millrace_slice s ON s.run = r.id AND s.type = ? AND s.state IN ('done', 'split')
      JOIN millrace_attempt a ON a.slice = s.id
      GROUP BY s.id, 1\
      """
          .formatted(MOST_RUNS);

  public Lateness {
    ages = List.copyOf(ages);
  }

  /**
   * What the rechecks at one age brought.
   *
   * @param defined whether the definition has this age
   * @param slices that were rechecked; 0 for an age that no span has reached since
   * @param fetched documents in them
   * @param inserted documents that were not there before
   * @param updated documents that had changed
   */
  public record Age(
      Duration age, boolean defined, long slices, long fetched, long inserted, long updated) {

    /** Documents that would be missing or outdated without this recheck. */
    public long brought() {
      return inserted + updated;
    }

    private Age and(Recheck recheck) {
      return new Age(
          age,
          defined,
          slices + 1,
          fetched + recheck.fetched(),
          inserted + recheck.inserted(),
          updated + recheck.updated());
    }
  }

  private record Recheck(long elapsed, long fetched, long inserted, long updated) {

    static Recheck read(ResultSet row) throws SQLException {
      return new Recheck(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
    }
  }

  static Lateness of(Connection connection, CountedType type) throws SQLException {
    TreeMap<Long, Age> ages = new TreeMap<>();
    List<Duration> defined =
        type.imported().map(each -> each.schedule().recheck()).orElse(List.of());
    for (Duration age : defined) {
      ages.put(age.toSeconds(), new Age(age, true, 0, 0, 0, 0));
    }
    for (Recheck recheck : Sql.list(connection, RECHECKS, Recheck::read, type.name())) {
      Long reached = ages.floorKey(recheck.elapsed());
      long age = reached == null ? recheck.elapsed() / HOUR * HOUR : reached;
      Age before =
          ages.computeIfAbsent(age, _ -> new Age(Duration.ofSeconds(age), false, 0, 0, 0, 0));
      ages.put(age, before.and(recheck));
    }
    return new Lateness(new ArrayList<>(ages.values()));
  }

  /** Whether any age was measured. */
  public boolean measured() {
    return ages.stream().anyMatch(age -> age.slices() > 0);
  }

  /**
   * The ages of the definition that would do, by what was measured: up to the last one that brought
   * something, or that no span has reached yet.
   */
  public List<Duration> enough() {
    OptionalInt last = OptionalInt.empty();
    List<Age> defined = ages.stream().filter(Age::defined).toList();
    for (int i = 0; i < defined.size(); i++) {
      if (defined.get(i).brought() > 0 || defined.get(i).slices() == 0) {
        last = OptionalInt.of(i);
      }
    }
    return defined.subList(0, last.orElse(-1) + 1).stream().map(Age::age).toList();
  }

  /** Whether the last age still brought something, so that an older one may bring more. */
  public boolean open() {
    return !ages.isEmpty() && ages.getLast().brought() > 0;
  }
}

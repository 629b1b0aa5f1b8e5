package dev.millrace.producer;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.run.Retrying;
import dev.millrace.ledger.run.SliceSpans;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.ledger.span.Schedule;
import dev.millrace.plan.Freshness;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Figures for alarms that only the database knows.
 *
 * @param gapSeconds the age of the start of the oldest gap of any type, without excluded ones; only
 *     the last day is checked, and for a type without gaps it is the end of its coverage. A type
 *     that was never imported counts from its first tick
 * @param waitingSeconds how long the slice that is due for the longest time has been waiting
 * @param bucketLagSeconds how long the oldest stale bucket has been waiting
 * @param fetched documents fetched by attempts of the last hour, at most the last 5,000 attempts
 * @param rejected those of them that were rejected
 * @param retrying retrying slices, of each type that has any
 * @param brokenPromises types whose promise of freshness is broken
 */
public record Vitals(
    long gapSeconds,
    long waitingSeconds,
    long bucketLagSeconds,
    long fetched,
    long rejected,
    Map<String, Long> retrying,
    long brokenPromises) {

  private static final long LOOK_BACK = Duration.ofDays(1).toSeconds();

  /** No span of the table is longer than a day. */
  private static final String COVERED =
      """
      SELECT window_from, window_to FROM millrace_coverage
      WHERE type = ? AND window_from > ? ORDER BY window_from""";

  private static final String LAST_COVERED =
      """
      SELECT window_to FROM millrace_coverage
      WHERE type = ? ORDER BY window_from DESC LIMIT 1""";

  /** From the first entries of the index of due slices. */
  private static final String WAITING =
      """
      SELECT COALESCE(MAX(TIMESTAMPDIFF(SECOND, first, NOW(3))), 0) FROM (
        SELECT MIN(not_before) AS first FROM millrace_slice WHERE state = 'planned'
        UNION ALL
        SELECT MIN(not_before) FROM millrace_slice WHERE state = 'sent') AS waiting""";

  private static final String BUCKET_LAG =
      """
      SELECT TIMESTAMPDIFF(SECOND, marked_at, NOW(3)) FROM millrace_stale_bucket
      ORDER BY number LIMIT 1""";

  private static final String LAST_HOUR =
      """
      SELECT COALESCE(SUM(fetched), 0), COALESCE(SUM(rejected), 0) FROM millrace_attempt
      WHERE started_at > NOW(3) - INTERVAL 1 HOUR
        AND number > (SELECT MAX(number) - 5000 FROM millrace_attempt)""";

  public Vitals {
    retrying = Collections.unmodifiableMap(new TreeMap<>(retrying));
  }

  /** The current figures, by the database's clock. */
  static Vitals of(Database database) {
    Instant at = database.now();
    long now = at.getEpochSecond();
    List<DocumentType> types = new StoredTypes(database).load().scheduled();
    return database.transact(
        connection -> {
          long gap = 0;
          long broken = 0;
          for (DocumentType type : types) {
            gap = Math.max(gap, gap(connection, type, now));
            broken += broken(connection, type, at) ? 1 : 0;
          }
          long waiting = Math.max(0, Sql.number(connection, WAITING));
          long lag = Sql.number(connection, BUCKET_LAG);
          long oldest = gap;
          long promises = broken;
          Map<String, Long> retrying = Retrying.counts(connection);
          return Sql.first(
                  connection,
                  LAST_HOUR,
                  row ->
                      new Vitals(
                          oldest, waiting, lag, row.getLong(1), row.getLong(2), retrying, promises))
              .orElseThrow();
        });
  }

  private static boolean broken(Connection connection, DocumentType type, Instant now)
      throws SQLException {
    return type.schedule().fresh() != null && Freshness.read(connection, type, now).broken();
  }

  private static long gap(Connection connection, DocumentType definition, long now)
      throws SQLException {
    String type = definition.name();
    long grain = definition.grain();
    List<Window> spans =
        Sql.list(
            connection,
            COVERED,
            row -> new Window(row.getLong(1), row.getLong(2)),
            type,
            now - 2 * LOOK_BACK);
    long covered;
    if (spans.isEmpty()) {
      long last = Sql.number(connection, LAST_COVERED, type);
      covered = last > 0 ? last : Schedule.begun(connection, type).orElse(now);
    } else {
      covered = Math.max(spans.getFirst().from(), now - LOOK_BACK);
    }
    Spans accounted = Spans.of(spans).or(Exclusions.spans(connection, type));
    if (grain > 1) {
      Window recent = new Window(now - 2 * LOOK_BACK, now);
      accounted = accounted.or(SliceSpans.awaited(connection, type, recent));
    }
    for (Window span : accounted.windows()) {
      if (span.from() > covered) {
        break;
      }
      covered = Math.max(covered, span.to());
    }
    // A file is late from its end on, not from its beginning.
    return Math.max(0, now - covered - (grain > 1 ? grain : 0));
  }

  /** One line of JSON, with a field for each. */
  public String json() {
    return String.format(
        Locale.ROOT,
        "{\"gapSeconds\":%d,\"waitingSeconds\":%d,\"bucketLagSeconds\":%d,\"fetched\":%d,\"rejected\":%d,"
            + "\"retrying\":%d,\"retryingByType\":{%s},\"brokenPromises\":%d}",
        gapSeconds,
        waitingSeconds,
        bucketLagSeconds,
        fetched,
        rejected,
        retrying.values().stream().mapToLong(Long::longValue).sum(),
        retrying.entrySet().stream()
            .map(type -> "\"%s\":%d".formatted(type.getKey(), type.getValue()))
            .collect(Collectors.joining(",")),
        brokenPromises);
  }
}

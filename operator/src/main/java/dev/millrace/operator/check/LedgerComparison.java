package dev.millrace.operator.check;

import dev.millrace.bucket.CountedTable;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Compares the coverage with the slices, and the type tables with the attempts that wrote them. */
final class LedgerComparison {

  /** A slice that finishes between the two queries must not look like a difference. */
  private static final String ONE_SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";

  /** Seconds of coverage in memory at once: the slices of some months. */
  private static final long PIECE = Duration.ofDays(100).toSeconds();

  /** Findings in memory at once. */
  private static final int PAGE = 500;

  private static final String KNOWN =
      """
      SELECT MIN(first), MAX(last) FROM (
        SELECT MIN(window_from) AS first, MAX(window_to) AS last
        FROM millrace_slice WHERE type = ? AND state = 'done'
        UNION ALL
        SELECT MIN(window_from), MAX(window_to) FROM millrace_folded_span WHERE type = ?
        UNION ALL
        SELECT MIN(window_from), MAX(window_to) FROM millrace_coverage WHERE type = ?
      ) AS spans
      HAVING MIN(first) IS NOT NULL""";

  private static final String DONE =
      """
      SELECT window_from, window_to FROM millrace_slice
      WHERE type = ? AND state = 'done' AND window_from < ? AND window_to > ?
      ORDER BY window_from""";

  /** By slices that were done and of which only totals are left. */
  private static final String FOLDED =
      """
      SELECT window_from, window_to FROM millrace_folded_span
      WHERE type = ? AND window_from < ? AND window_to > ?
      ORDER BY window_from""";

  private static final String COVERED =
      """
      SELECT window_from, window_to FROM millrace_coverage
      WHERE type = ? AND window_from < ? AND window_to > ?
      ORDER BY window_from""";

  /**
   * The documents of an attempt's rows are at most those it inserted and updated, since later
   * attempts may update or delete them. Of folded attempts, only totals are left.
   */
  private static final String WRITERS =
      """
      SELECT r.written_by, r.number_of_rows, a.inserted + a.updated
      FROM (
        SELECT written_by, %s AS number_of_rows FROM %s
        WHERE occurred_at >= ? AND occurred_at < ? AND written_by > ?%s
        GROUP BY written_by
      ) AS r
      LEFT JOIN millrace_attempt AS a ON a.number = r.written_by AND a.type = ?
      WHERE r.number_of_rows > a.inserted + a.updated
        OR a.number IS NULL AND r.written_by >
          (SELECT COALESCE(MAX(last_attempt), 0) FROM millrace_total WHERE type = ?)
      ORDER BY r.written_by LIMIT %d""";

  private static final String UNACCOUNTED =
      """
      SELECT number, fetched, inserted + updated + unchanged + filtered + rejected + outside,
        window_from, window_to
      FROM millrace_attempt
      WHERE type = ? AND window_from < ? AND window_to > ? AND number > ?
        AND fetched <> inserted + updated + unchanged + filtered + rejected + outside
      ORDER BY number LIMIT %d"""
          .formatted(PAGE);

  private static final String UNACCOUNTED_TOTALS =
      """
      SELECT last_attempt, fetched, inserted + updated + unchanged + filtered + rejected + outside,
        window_from, window_to
      FROM millrace_total
      WHERE type = ? AND window_from < ? AND window_to > ? AND last_attempt > ?
        AND fetched <> inserted + updated + unchanged + filtered + rejected + outside
      ORDER BY last_attempt LIMIT %d"""
          .formatted(PAGE);

  private final Database database;

  LedgerComparison(Database database) {
    this.database = database;
  }

  void run(DocumentType type, Window window, Consumer<Finding> found) {
    Optional<Window> all = known(type.name()).flatMap(known -> known.clippedTo(window));
    if (all.isPresent()) {
      Window span = all.get();
      for (long from = span.from(); from < span.to(); from += PIECE) {
        compareCoverage(type.name(), new Window(from, Math.min(from + PIECE, span.to())), found);
      }
    }
    paged(after -> compareRows(type, window, after), found);
    paged(after -> compareCounts(type.name(), window, UNACCOUNTED, "attempt %d", after), found);
    paged(
        after ->
            compareCounts(
                type.name(), window, UNACCOUNTED_TOTALS, "a total of old attempts up to %d", after),
        found);
  }

  /** A finding about an attempt, or about a total up to it. */
  private record Attempted(long attempt, Finding finding) {}

  private static void paged(LongFunction<List<Attempted>> pages, Consumer<Finding> found) {
    List<Attempted> page = pages.apply(0);
    while (!page.isEmpty()) {
      page.forEach(each -> found.accept(each.finding()));
      page = page.size() < PAGE ? List.of() : pages.apply(page.getLast().attempt());
    }
  }

  /** From the first to the last moment that the ledger knows of. */
  private Optional<Window> known(String type) {
    return database.transact(
        connection ->
            Sql.first(
                connection,
                KNOWN,
                row -> new Window(row.getLong(1), row.getLong(2)),
                type,
                type,
                type));
  }

  private void compareCoverage(String type, Window window, Consumer<Finding> found) {
    List<Window> done = new ArrayList<>();
    List<Window> covered = new ArrayList<>();
    database.transact(
        connection -> {
          Sql.update(connection, ONE_SNAPSHOT);
          done.addAll(windows(connection, DONE, type, window));
          done.addAll(windows(connection, FOLDED, type, window));
          covered.addAll(windows(connection, COVERED, type, window));
          return done;
        });
    List<Window> imported = Spans.of(done).windows();
    imported.stream()
        .flatMap(span -> span.without(covered).stream())
        .map(gap -> coverage(type, gap, "imported by a done slice, but not covered"))
        .forEach(found);
    covered.stream()
        .flatMap(span -> span.without(imported).stream())
        .map(gap -> coverage(type, gap, "covered, but not imported by a done slice"))
        .forEach(found);
  }

  private static Finding coverage(String type, Window gap, String what) {
    return new Finding(type, "coverage", gap + " is " + what, backfill(type, gap));
  }

  private List<Attempted> compareRows(DocumentType type, Window window, long after) {
    String documents =
        type.layout().byDocument() ? "COUNT(DISTINCT COALESCE(document_id, id))" : "COUNT(*)";
    String sql = WRITERS.formatted(documents, Sql.quote(type.table()), type.ownRows("AND"), PAGE);
    return database.transact(
        connection ->
            Sql.list(
                connection,
                sql,
                row -> new Attempted(row.getLong(1), rows(type, row)),
                CountedTable.utc(window.from()),
                CountedTable.utc(window.to()),
                after,
                type.name(),
                type.name()));
  }

  private static Finding rows(DocumentType type, ResultSet row) throws SQLException {
    long attempt = row.getLong(1);
    long written = row.getLong(3);
    String known = row.wasNull() ? "which is not in the ledger" : "which wrote " + written;
    return new Finding(
        type.name(),
        "rows",
        "%d row%s marked as written by attempt %d, %s"
            .formatted(row.getLong(2), row.getLong(2) == 1 ? " is" : "s are", attempt, known),
        "SELECT * FROM %s WHERE written_by = %d".formatted(type.table(), attempt));
  }

  private List<Attempted> compareCounts(
      String type, Window window, String sql, String whose, long after) {
    return database.transact(
        connection ->
            Sql.list(
                connection,
                sql,
                row ->
                    new Attempted(
                        row.getLong(1),
                        new Finding(
                            type,
                            "attempts",
                            (whose + " fetched %d documents, but accounts for %d")
                                .formatted(row.getLong(1), row.getLong(2), row.getLong(3)),
                            backfill(type, new Window(row.getLong(4), row.getLong(5))))),
                type,
                window.to(),
                window.from(),
                after));
  }

  private static String backfill(String type, Window window) {
    return "./millrace backfill --types %s --from %s --to %s --only all"
        .formatted(type, Instant.ofEpochSecond(window.from()), Instant.ofEpochSecond(window.to()));
  }

  private static List<Window> windows(Connection connection, String sql, String type, Window window)
      throws SQLException {
    return Sql.list(
        connection,
        sql,
        row -> new Window(row.getLong(1), row.getLong(2)).clippedTo(window).orElseThrow(),
        type,
        window.to(),
        window.from());
  }
}

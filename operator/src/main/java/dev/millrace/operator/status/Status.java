package dev.millrace.operator.status;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.fleet.SourceFailure;
import dev.millrace.fleet.SourceFailures;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.Retrying;
import dev.millrace.ledger.run.RunSummary;
import dev.millrace.plan.Expectation;
import dev.millrace.plan.Freshness;
import dev.millrace.queue.sqs.SqsQueue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The overall status.
 *
 * @param at when the ledger was asked, by its own clock
 * @param types the scheduled types
 * @param queues by name; null for an unavailable queue
 * @param queueFailure why the first of these is unavailable; null while all answer
 * @param marks number of stale buckets, at most {@link #MOST_MARKS}
 * @param oldestMark seconds since the first of them was marked
 * @param runs the runs with open slices, newest first, up to eight
 * @param otherRuns the numbers of the remaining runs
 * @param lost slices that are not on their queue, by its name
 * @param sources the types that cannot be fetched now, by source and name
 */
public record Status(
    Instant at,
    List<TypeStatus> types,
    Map<String, @Nullable QueueDepth> queues,
    @Nullable String queueFailure,
    long marks,
    long oldestMark,
    List<RunSummary> runs,
    List<Long> otherRuns,
    Fleet fleet,
    Map<String, LostSlices> lost,
    List<SourceFailure> sources) {

  private static final int MOST_RUNS = 8;

  private static final String LAST =
      """
      SELECT s.run, TIMESTAMPDIFF(SECOND, a.ended_at, NOW(3))
      FROM millrace_attempt a JOIN millrace_slice s ON s.id = a.slice
      WHERE a.state = 'done' AND a.type = ? ORDER BY a.number DESC LIMIT 1\
      """;

  private static final String REJECTED =
      "SELECT COUNT(*) FROM millrace_rejected_document WHERE type = ?";

  private static final String DEAD =
      "SELECT COUNT(*) FROM millrace_slice WHERE type = ? AND state = 'dead'";

  /** Only as many of the oldest stale buckets are counted. */
  public static final int MOST_MARKS = 100_000;

  /** Numbers are given in the order of time. */
  private static final String OLDEST_MARK =
      """
      SELECT number, TIMESTAMPDIFF(SECOND, marked_at, NOW(3)) FROM millrace_stale_bucket
      ORDER BY number LIMIT 1\
      """;

  private static final String MARKS =
      """
      SELECT COUNT(*) FROM millrace_stale_bucket FORCE INDEX (PRIMARY)
      WHERE number >= ? AND number < ? + %d\
      """
          .formatted(MOST_MARKS);

  /** The sweep notes an end up to a minute late. */
  private static final String OPEN =
      """
      SELECT r.id FROM millrace_run r
      WHERE r.ended_at IS NULL AND EXISTS (
        SELECT 1 FROM millrace_slice s
        WHERE s.run = r.id AND s.state %s)
      ORDER BY r.id DESC\
      """
          .formatted(SliceState.IN_OPEN);

  /** The numbers of messages, waiting and in processing, and of dead letters. */
  public record QueueDepth(long messages, long deadLetters) {}

  /**
   * The status of a type.
   *
   * @param lag seconds since the newest imported second; null if there is none
   * @param lastRun the run of the slice imported last; null if there is none
   * @param lastAgo seconds since that import
   * @param retrying number of retrying slices
   * @param nextRetry the retrying slice with the next attempt; null if there is none
   * @param freshness how far it is behind, and whether its promise is broken
   */
  public record TypeStatus(
      String type,
      @Nullable Long lag,
      TypeCoverage coverage,
      @Nullable Long lastRun,
      long lastAgo,
      long rejected,
      long dead,
      long retrying,
      @Nullable Retrying nextRetry,
      Freshness freshness) {}

  /**
   * The status of the types and of everything that they share, also while the queues do not answer.
   *
   * @param types the scheduled ones
   * @param queues by name
   */
  public static Status of(
      Database database, Collection<DocumentType> types, Map<String, SqsQueue> queues) {
    CompletableFuture<QueueDepths> asked = QueueDepths.asked(queues);
    Instant now = database.now();
    List<TypeStatus> scheduled = new ArrayList<>();
    for (DocumentType type : types) {
      scheduled.add(database.transact(connection -> type(connection, type, now)));
    }
    Marks marks = database.transact(Marks::of);
    List<Long> open =
        database.transact(connection -> Sql.list(connection, OPEN, row -> row.getLong(1)));
    int shown = Math.min(open.size(), MOST_RUNS);
    QueueDepths depths = asked.join();
    return new Status(
        now,
        scheduled,
        depths.depths(),
        depths.failure(),
        marks.number(),
        marks.age(),
        database.transact(connection -> runs(connection, open.subList(0, shown))),
        List.copyOf(open.subList(shown, open.size())),
        database.transact(Fleet::of),
        database.transact(connection -> LostSlices.of(connection, depths.messages(), now)),
        database.transact(SourceFailures::of));
  }

  private static TypeStatus type(Connection connection, DocumentType type, Instant now)
      throws SQLException {
    TypeCoverage coverage =
        TypeCoverage.of(connection, type, now.minus(Expectation.SOURCE_LAG).getEpochSecond(), null);
    Optional<Last> last = Sql.first(connection, LAST, Last::read, type.name());
    return new TypeStatus(
        type.name(),
        coverage.newest().isPresent() ? now.getEpochSecond() - coverage.newest().getAsLong() : null,
        coverage,
        last.map(Last::run).orElse(null),
        last.map(Last::ago).orElse(0L),
        Sql.number(connection, REJECTED, type.name()),
        Sql.number(connection, DEAD, type.name()),
        Retrying.count(connection, type.name()),
        Retrying.of(connection, type.name(), 1).stream().findFirst().orElse(null),
        Freshness.of(type, coverage.timeline(), now.getEpochSecond()));
  }

  private static List<RunSummary> runs(Connection connection, List<Long> numbers)
      throws SQLException {
    List<RunSummary> runs = new ArrayList<>();
    for (long run : numbers) {
      RunSummary.find(connection, run).ifPresent(runs::add);
    }
    return runs;
  }

  private record Last(long run, long ago) {

    static Last read(ResultSet row) throws SQLException {
      return new Last(row.getLong(1), row.getLong(2));
    }
  }

  private record Marks(long number, long age) {

    static Marks of(Connection connection) throws SQLException {
      Optional<Marks> oldest =
          Sql.first(connection, OLDEST_MARK, row -> new Marks(row.getLong(1), row.getLong(2)));
      if (oldest.isEmpty()) {
        return new Marks(0, 0);
      }
      long first = oldest.get().number();
      return new Marks(Sql.number(connection, MARKS, first, first), oldest.get().age());
    }
  }
}

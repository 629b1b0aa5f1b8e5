package dev.millrace.plan;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.run.SliceSpans;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.ledger.span.Exclusions;
import dev.millrace.ledger.span.Schedule;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * The input of an {@link Expectation}.
 *
 * @param since the first second of the type by its definition
 * @param begun the first second that the schedule ever requested
 * @param covered imported, by any definition; of spans beyond the window perhaps not all
 * @param underWay spans of open slices; of backfills only active ones, since a paused or cancelled
 *     one is a withdrawn request
 * @param dead spans of dead slices
 * @param cancelled spans of regular and healing slices that an operator has cancelled
 * @param excluded by an operator
 * @param keeps how many seconds the source keeps a document; empty for ever
 * @param grain the seconds below which its slices are not cut: those of a file, else one
 * @param awaited spans of slices whose files do not exist yet
 */
public record TypeFacts(
    OptionalLong since,
    OptionalLong begun,
    Spans covered,
    Spans underWay,
    Spans dead,
    Spans cancelled,
    Spans excluded,
    OptionalLong keeps,
    long grain,
    Spans awaited) {

  /** The facts of a type of an API that keeps everything. */
  public TypeFacts(
      OptionalLong since,
      OptionalLong begun,
      Spans covered,
      Spans underWay,
      Spans dead,
      Spans cancelled,
      Spans excluded) {
    this(
        since,
        begun,
        covered,
        underWay,
        dead,
        cancelled,
        excluded,
        OptionalLong.empty(),
        1,
        Spans.NONE);
  }

  /** The facts of a window, in the caller's transaction. */
  public static TypeFacts read(Connection connection, DocumentType type, Window window)
      throws SQLException {
    String name = type.name();
    // Covered spans last: a slice that was open and finishes a moment later is covered then.
    Spans underWay = SliceSpans.underWay(connection, name, window);
    Spans dead = SliceSpans.dead(connection, name, window);
    Spans cancelled = SliceSpans.cancelled(connection, name, window);
    Spans awaited = type.grain() == 1 ? Spans.NONE : SliceSpans.awaited(connection, name, window);
    return new TypeFacts(
        since(type),
        Schedule.begun(connection, name),
        Coverage.spans(connection, name, window),
        underWay,
        dead,
        cancelled,
        Exclusions.spans(connection, name),
        Reach.seconds(type),
        type.grain(),
        awaited);
  }

  private static OptionalLong since(DocumentType type) {
    Instant since = type.schedule().since();
    return since == null ? OptionalLong.empty() : OptionalLong.of(since.getEpochSecond());
  }

  /**
   * The spans that no tick plans. A cancelled span that another slice has imported is not one of
   * them.
   */
  public Spans held() {
    return dead.or(excluded).or(cancelled.without(covered));
  }
}

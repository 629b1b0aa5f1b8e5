package dev.millrace.plan;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.ledger.Exclusions;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.ledger.span.Schedule;
import dev.millrace.ledger.span.SliceSpans;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;

/**
 * What an {@link Expectation} is made of.
 *
 * @param since the first second of the type by its definition
 * @param begun the first second that the schedule has ever asked for
 * @param covered imported, by whichever definition
 * @param underWay what open slices ask for; those of a backfill only while it is active, since one
 *     that is paused or cancelled is a wish withdrawn
 * @param dead what slices asked for that have failed for good
 * @param cancelled what slices of the schedule and healing slices asked for that a person has
 *     cancelled
 * @param excluded by a person
 */
public record TypeFacts(
    OptionalLong since,
    OptionalLong begun,
    Spans covered,
    Spans underWay,
    Spans dead,
    Spans cancelled,
    Spans excluded) {

  /** The facts of a window, in the caller's transaction. */
  public static TypeFacts read(Connection connection, DocumentType type, Window window)
      throws SQLException {
    String name = type.name();
    // The covered spans last: a slice that was open and is done a moment later is covered then.
    Spans underWay = SliceSpans.underWay(connection, name, window);
    Spans dead = SliceSpans.dead(connection, name, window);
    Spans cancelled = SliceSpans.cancelled(connection, name, window);
    return new TypeFacts(
        since(type),
        Schedule.begun(connection, name),
        Coverage.spans(connection, name),
        underWay,
        dead,
        cancelled,
        Exclusions.spans(connection, name));
  }

  private static OptionalLong since(DocumentType type) {
    return type.since() == null
        ? OptionalLong.empty()
        : OptionalLong.of(type.since().getEpochSecond());
  }

  /**
   * What no tick asks for. Where a slice was cancelled and another has imported the same, there is
   * nothing to hold back.
   */
  public Spans held() {
    return dead.or(excluded).or(cancelled.without(covered));
  }
}

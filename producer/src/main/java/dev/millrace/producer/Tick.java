package dev.millrace.producer;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.ledger.Coverage;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.Runs;
import dev.millrace.ledger.Runs.Planned;
import dev.millrace.ledger.Schedule;
import dev.millrace.ledger.SliceSpans;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.TypeLock;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.SlicePlanner;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans what a tick of the schedule asks for, in one transaction that holds the lock of every type,
 * so that ticks come one after another. The same tick a second time changes nothing.
 *
 * <ol>
 *   <li>The regular window: the last 70 minutes up to what has settled.
 *   <li>What heals: what is expected, from the type's {@code since} or from the first second that
 *       the schedule has asked for, and is neither covered nor under way.
 *   <li>Rechecks: what is covered and has come of one of the type's ages since the last tick.
 * </ol>
 *
 * None of them asks for what is dead, or cancelled and not covered: that waits for a person.
 * Thread-safe.
 */
public final class Tick {

  private static final Set<SliceState> NOT_TO_HEAL =
      EnumSet.of(SliceState.PLANNED, SliceState.SENT, SliceState.RUNNING);

  /** What is being fetched at this moment may have begun before it came of age. */
  private static final Set<SliceState> NOT_TO_RECHECK =
      EnumSet.of(SliceState.PLANNED, SliceState.SENT);

  private static final Instant FIRST = Instant.EPOCH.plus(Backfills.REGULAR).plus(Backfills.SETTLE);

  private final Database database;

  public Tick(Database database) {
    this.database = database;
  }

  /**
   * What a tick has planned.
   *
   * @param regular the run of the regular window
   * @param slices of the regular window
   * @param healing slices of what was missing
   * @param rechecks slices of what is imported again
   */
  public record Ticked(Planned regular, int slices, int healing, int rechecks) {}

  /**
   * Plans for all types that are on.
   *
   * @param triggeredAt the trigger's own time, never the time of this call; what lies in the
   *     database's future is left to later ticks
   * @throws IllegalArgumentException when it would ask for a time before 1970
   */
  public Ticked plan(Instant triggeredAt, Catalogue catalogue) {
    if (triggeredAt.isBefore(FIRST)) {
      throw new IllegalArgumentException(
          "a tick of %s asks for times before 1970, of which there are no documents; the first is %s"
              .formatted(triggeredAt, FIRST));
    }
    String trigger = Long.toString(triggeredAt.getEpochSecond());
    List<DocumentType> types =
        catalogue.types().stream()
            .filter(DocumentType::scheduled)
            .sorted(Comparator.comparing(DocumentType::name))
            .toList();
    Ticked[] ticked = new Ticked[1];
    Planned regular =
        new Runs(database)
            .once(
                RunKind.SCHEDULE,
                trigger,
                connection -> {
                  ticked[0] = plan(connection, triggeredAt, trigger, types);
                  return ticked[0].regular();
                });
    return ticked[0] != null && ticked[0].regular().equals(regular)
        ? ticked[0]
        : new Ticked(regular, 0, 0, 0);
  }

  private static Ticked plan(
      Connection connection, Instant triggeredAt, String trigger, List<DocumentType> types)
      throws SQLException {
    for (DocumentType type : types) {
      TypeLock.take(connection, type.name());
    }
    Instant now = Database.now(connection);
    long at = (now.isBefore(triggeredAt) ? now : triggeredAt).getEpochSecond();
    Window regular =
        Window.before(Instant.ofEpochSecond(at).minus(Backfills.SETTLE), Backfills.REGULAR);
    List<PlannedSlice> slices = new ArrayList<>();
    for (DocumentType type : types) {
      Spans covered = Coverage.spans(connection, type.name());
      Spans asked = expected(type, regular);
      cut(slices, type, undecided(connection, type, asked, covered));
    }
    Planned planned = Runs.plan(connection, RunKind.SCHEDULE, trigger, slices);
    if (!planned.fresh()) {
      return new Ticked(planned, 0, 0, 0);
    }
    List<PlannedSlice> healing = new ArrayList<>();
    List<PlannedSlice> rechecks = new ArrayList<>();
    for (DocumentType type : types) {
      Spans covered = Coverage.spans(connection, type.name());
      add(healing, type, Healing.slices(type, gaps(connection, type, regular, covered)));
      cut(rechecks, type, due(connection, type, at, covered));
    }
    if (!healing.isEmpty()) {
      Runs.plan(connection, RunKind.HEAL, trigger, healing);
    }
    if (!rechecks.isEmpty()) {
      Runs.plan(connection, RunKind.RECHECK, trigger, rechecks);
    }
    return new Ticked(planned, slices.size(), healing.size(), rechecks.size());
  }

  private static void cut(List<PlannedSlice> slices, DocumentType type, Spans spans) {
    for (Window span : spans.windows()) {
      add(slices, type, SlicePlanner.cut(span, type.sliceWidth()).toList());
    }
  }

  private static void add(List<PlannedSlice> slices, DocumentType type, List<Window> windows) {
    windows.forEach(window -> slices.add(new PlannedSlice(type.name(), window)));
  }

  /** The part of the window from the type's beginning on. */
  private static Spans expected(DocumentType type, Window window) {
    Instant since = type.since();
    long from = since == null ? window.from() : Math.max(window.from(), since.getEpochSecond());
    return from < window.to() ? Spans.of(new Window(from, window.to())) : Spans.NONE;
  }

  private static Spans gaps(Connection connection, DocumentType type, Window regular, Spans covered)
      throws SQLException {
    long begun = Schedule.begun(connection, type.name(), regular.from());
    Instant since = type.since();
    long from = since == null ? begun : since.getEpochSecond();
    if (from >= regular.to()) {
      return Spans.NONE;
    }
    Spans uncovered = Spans.of(new Window(from, regular.to())).without(covered);
    return undecided(connection, type, without(connection, type, uncovered, NOT_TO_HEAL), covered);
  }

  private static Spans due(Connection connection, DocumentType type, long at, Spans covered)
      throws SQLException {
    Spans due = Spans.NONE;
    for (Duration age : type.recheck()) {
      long to = at - age.toSeconds();
      long from = Schedule.passed(connection, type.name(), age, to);
      if (from < to) {
        due = due.or(Spans.of(new Window(from, to)));
      }
    }
    Spans left =
        without(
            due.and(covered),
            window -> SliceSpans.ofLiveRuns(connection, type.name(), window, NOT_TO_RECHECK));
    return undecided(connection, type, left, covered);
  }

  /** Without what a person has to decide about, or has decided against. */
  private static Spans undecided(
      Connection connection, DocumentType type, Spans spans, Spans covered) throws SQLException {
    Spans left = without(connection, type, spans, EnumSet.of(SliceState.DEAD));
    // Where a slice was cancelled and another has imported the same, there is nothing to hold back.
    Spans imported = left.and(covered);
    return without(connection, type, left.without(covered), EnumSet.of(SliceState.CANCELLED))
        .or(imported);
  }

  /** Without what slices in one of the states ask for. */
  private static Spans without(
      Connection connection, DocumentType type, Spans spans, Set<SliceState> states)
      throws SQLException {
    return without(spans, window -> SliceSpans.of(connection, type.name(), window, states));
  }

  /** What is asked for in a window. */
  @FunctionalInterface
  private interface Asked {
    Spans in(Window window) throws SQLException;
  }

  private static Spans without(Spans spans, Asked asked) throws SQLException {
    Optional<Window> hull = spans.hull();
    return hull.isEmpty() ? spans : spans.without(asked.in(hull.get()));
  }
}

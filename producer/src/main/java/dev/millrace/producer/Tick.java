package dev.millrace.producer;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.history.History;
import dev.millrace.ledger.run.Runs;
import dev.millrace.ledger.run.Runs.Planned;
import dev.millrace.ledger.span.Schedule;
import dev.millrace.plan.Expectation;
import dev.millrace.plan.SlicePlanner;
import dev.millrace.plan.TypeFacts;
import dev.millrace.time.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans a tick of the schedule, in one transaction that holds a lock of its own, so that ticks run
 * one after another while workers claim and finish. Repeating a tick changes nothing.
 *
 * <ol>
 *   <li>The regular window: the last 70 minutes up to the source lag.
 *   <li>Healing: missing spans, as {@link Expectation} defines them.
 *   <li>Rechecks: spans that have reached one of the type's ages since the last tick.
 * </ol>
 *
 * None of them plans dead or excluded spans, nor uncovered spans of the first two that an operator
 * has cancelled. Healing and rechecks are bounded by their number of open slices, and their wide or
 * old slices go to the backfill queue. Thread-safe.
 */
public final class Tick {

  private static final Instant FIRST =
      Instant.EPOCH.plus(Expectation.REGULAR).plus(Expectation.SOURCE_LAG);

  private static final String LOCK =
      "SELECT name FROM millrace_lock WHERE name = 'tick' FOR UPDATE";

  private final Database database;

  public Tick(Database database) {
    this.database = database;
  }

  /**
   * The runs and slices that a tick planned.
   *
   * @param regular the run of the regular window
   * @param slices of the regular window
   * @param healing slices of missing spans
   * @param rechecks slices of spans that are imported again
   */
  public record Ticked(Planned regular, int slices, int healing, int rechecks) {}

  /**
   * Plans for all enabled types.
   *
   * @param triggeredAt the trigger's own time, never the time of this call; times in the database's
   *     future are left to later ticks
   * @throws IllegalArgumentException when it would plan a time before 1970, or the ledger has only
   *     totals of the ticks of that time
   */
  public Ticked plan(Instant triggeredAt, Catalogue catalogue) {
    if (triggeredAt.isBefore(FIRST)) {
      throw new IllegalArgumentException(
          ("a tick at %s would plan times before 1970, which have no documents; the first possible"
                  + " tick is %s")
              .formatted(triggeredAt, FIRST));
    }
    String trigger = Long.toString(triggeredAt.getEpochSecond());
    List<DocumentType> types = catalogue.scheduled();
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
    Sql.list(connection, LOCK, row -> row.getString(1));
    Instant now = Database.now(connection);
    long at = (now.isBefore(triggeredAt) ? now : triggeredAt).getEpochSecond();
    long settled = at - Expectation.SOURCE_LAG.toSeconds();
    Map<DocumentType, Expectation> expectations = new LinkedHashMap<>();
    List<PlannedSlice> slices = new ArrayList<>();
    for (DocumentType type : types) {
      Expectation expectation = expectation(connection, type, settled);
      expectations.put(type, expectation);
      for (Window span : expectation.regular().windows()) {
        SlicePlanner.cut(span, type.schedule().sliceWidth())
            .forEach(slice -> add(slices, type, slice));
      }
    }
    Planned planned = Runs.plan(connection, RunKind.SCHEDULE, trigger, slices);
    if (!planned.fresh()) {
      return new Ticked(planned, 0, 0, 0);
    }
    refuseFolded(connection, triggeredAt, settled);
    Lanes healing = new Lanes(RunKind.HEAL, at);
    Lanes rechecks = new Lanes(RunKind.RECHECK, at);
    for (Map.Entry<DocumentType, Expectation> entry : expectations.entrySet()) {
      DocumentType type = entry.getKey();
      Schedule.begun(connection, type.name(), settled - Expectation.REGULAR.toSeconds());
      long room = room(connection, RunKind.HEAL, type);
      healing.add(type, Healing.newestFirst(type, entry.getValue().missing(), room));
      rechecks.add(
          type, Rechecks.plan(connection, type, at, room(connection, RunKind.RECHECK, type)));
    }
    healing.plan(connection, trigger);
    rechecks.plan(connection, trigger);
    return new Ticked(planned, slices.size(), healing.size(), rechecks.size());
  }

  /** Its run may have been folded, so that repeating it would plan it again. */
  private static void refuseFolded(Connection connection, Instant triggeredAt, long settled)
      throws SQLException {
    long folded = History.foldedTo(connection, RunKind.SCHEDULE);
    if (settled <= folded) {
      throw new IllegalArgumentException(
          ("the tick at %s is no later than ticks of which the ledger has kept only totals (up to"
                  + " %s); to import that time again, use a backfill")
              .formatted(triggeredAt, Instant.ofEpochSecond(folded).plus(Expectation.SOURCE_LAG)));
    }
  }

  private static Expectation expectation(Connection connection, DocumentType type, long settled)
      throws SQLException {
    long regular = settled - Expectation.REGULAR.toSeconds();
    Instant since = type.schedule().since();
    long begin =
        since == null
            ? Schedule.begun(connection, type.name()).orElse(regular)
            : since.getEpochSecond();
    Window window = new Window(Math.min(begin, regular), settled).outward(type.grain());
    return new Expectation(TypeFacts.read(connection, type, window), settled);
  }

  /** The number of slices of the type that may still be added to runs of this kind. */
  private static long room(Connection connection, RunKind kind, DocumentType type)
      throws SQLException {
    return Math.max(Healing.MOST - Runs.open(connection, kind, type.name()), 0);
  }

  private static void add(List<PlannedSlice> slices, DocumentType type, Window window) {
    slices.add(new PlannedSlice(type.name(), window));
  }

  /** The slices of a kind of run, for the import queue and for the backfill queue. */
  private static final class Lanes {

    private final RunKind kind;
    private final long now;
    private final List<PlannedSlice> scheduled = new ArrayList<>();
    private final List<PlannedSlice> bulk = new ArrayList<>();

    Lanes(RunKind kind, long now) {
      this.kind = kind;
      this.now = now;
    }

    void add(DocumentType type, List<Window> windows) {
      windows.forEach(
          window -> Tick.add(Healing.bulk(type, window, now) ? bulk : scheduled, type, window));
    }

    void plan(Connection connection, String trigger) throws SQLException {
      if (!scheduled.isEmpty()) {
        Runs.plan(connection, kind, trigger, scheduled);
      }
      if (!bulk.isEmpty()) {
        Runs.plan(connection, kind, trigger + " bulk", bulk, true);
      }
    }

    int size() {
      return scheduled.size() + bulk.size();
    }
  }
}

package dev.millrace.producer;

import dev.millrace.bucket.Calendar;
import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.bus.BusEvent;
import dev.millrace.bus.EventBus;
import dev.millrace.bus.TableChanges;
import dev.millrace.catalogue.CountOnlyType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.Sql;
import dev.millrace.ledger.history.History;
import dev.millrace.ledger.run.EndedRuns;
import dev.millrace.operation.Operations;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Dispatcher;
import dev.millrace.rejected.KeptDocuments;
import dev.millrace.rejected.Replays;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Re-sends anything that got stuck: due slices, slices whose message has been silent for 15
 * minutes, slices that backfills may send now, and hints for types whose stale buckets are older
 * than 30 seconds. Marks external changes in the tables of count-only types. Publishes ended runs,
 * dead slices, broken promises and changed tables on the event bus. Adds covered days to the
 * calendar. Lets the workers retry missing lookups, deletes old rejected documents and operations,
 * and folds the history of the ledger. Cheap when there is nothing to do. Any number may run at
 * once: at worst a message is sent twice. Thread-safe.
 */
public final class Sweep {

  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  /**
   * The oldest stale bucket of the next type. Workers refresh the newest first, so its mark is the
   * last one to go.
   */
  private static final String NEXT_MARKED =
      """
      SELECT type, bucket, marked_at < NOW(3) - INTERVAL 30 SECOND
      FROM millrace_stale_bucket FORCE INDEX (of_bucket)
      WHERE type > ? ORDER BY type, bucket LIMIT 1""";

  private static final String NEWEST_MARKED =
      "SELECT MAX(bucket) FROM millrace_stale_bucket WHERE type = ?";

  private final Database database;
  private final StoredTypes types;
  private final Recount recount;
  private final Dispatcher dispatcher;
  private final AggregateHints hints;
  private final Duration lookBack;
  private final Replays replays;
  private final KeptDocuments rejected;
  private final Retention retention;
  private final History history;
  private final LongSupplier nanoTime;
  private final EndedRuns ended;
  private final TableChanges changes;
  private final BrokenPromises promises;
  private final @Nullable EventBus bus;

  /**
   * @param recount over the same database
   * @param lookBack the age of the oldest events that are checked in the tables of count-only
   *     types; all younger ones are checked, future ones too
   * @param retention how long rejected documents and the history of the ledger are kept
   * @param nanoTime such as {@link System#nanoTime}
   * @param bus null without an event bus
   */
  public Sweep(
      Database database,
      Dispatcher dispatcher,
      AggregateHints hints,
      Recount recount,
      Duration lookBack,
      Retention retention,
      LongSupplier nanoTime,
      @Nullable EventBus bus) {
    this.database = database;
    this.types = new StoredTypes(database);
    this.recount = recount;
    this.lookBack = lookBack;
    this.replays = new Replays(database);
    this.rejected = new KeptDocuments(database);
    this.retention = retention;
    this.history = new History(database, nanoTime);
    this.nanoTime = nanoTime;
    this.dispatcher = dispatcher;
    this.hints = hints;
    this.ended = new EndedRuns(database);
    this.changes = new TableChanges(database);
    this.promises = new BrokenPromises(database);
    this.bus = bus;
  }

  /**
   * The results of a sweep.
   *
   * @param scheduled sent slices of scheduled runs
   * @param silent silent slices that were sent again
   * @param backfill sent slices of backfills
   * @param hints number of types with stale buckets
   * @param ended runs that have ended
   * @param dead slices that are dead
   */
  public record Swept(int scheduled, int silent, int backfill, int hints, int ended, int dead) {}

  /**
   * Runs once. A failed step does not prevent the others.
   *
   * @throws SweepFailedException naming the failed steps, after all others are done
   * @throws DatabaseException immediately when the database is unavailable, since nothing works
   *     then
   */
  public Swept run() {
    List<String> failures = new ArrayList<>();
    List<RuntimeException> causes = new ArrayList<>();
    Steps steps = new Steps(failures, causes, this::unavailable);
    // Scheduled slices go first, so they never wait for a backfill.
    Swept swept =
        new Swept(
            steps.run("sending due slices", dispatcher::sendScheduled),
            steps.run(
                "re-sending silent slices", () -> dispatcher.sendSilentAgain(Dispatcher.SILENCE)),
            steps.run("sending backfills", dispatcher::sendPortions),
            steps.run("hints for stale buckets", this::hintMarked)
                + steps.run("checking count-only tables", () -> hintChanged().size()),
            steps.run(
                "ending runs",
                () -> ended.tellRuns(run -> tell(List.of(ImportRunCompleted.of(run))))),
            steps.run(
                "announcing dead slices",
                () ->
                    ended.tellDeaths(
                        deaths -> tell(deaths.stream().map(SliceDeadLettered::of).toList()))));
    steps.run("retrying missing lookups", this::hintLookups);
    steps.run("comparing promises of freshness", () -> promises.tell(this::tell));
    steps.run("publishing table changes", this::tellChanges);
    steps.run("adding covered days to the calendar", () -> Calendar.addDays(database, nanoTime));
    steps.run("deleting old rejected documents", this::expire);
    steps.run("deleting old operations", () -> Operations.expire(database));
    steps.run("folding the history of the ledger", () -> history.fold(retention.ledger()));
    if (!failures.isEmpty()) {
      throw new SweepFailedException(failures, causes.getFirst());
    }
    return swept;
  }

  /**
   * Whether no other step can work either. A lock conflict or a slow statement concerns only one
   * step.
   */
  private boolean unavailable(RuntimeException e) {
    if (!(e instanceof DatabaseException failure) || !failure.unavailable()) {
      return false;
    }
    try {
      database.now();
      return false;
    } catch (DatabaseException _) {
      return true;
    }
  }

  private record Steps(
      List<String> failures,
      List<RuntimeException> causes,
      Predicate<RuntimeException> unavailable) {

    int run(String what, IntSupplier step) {
      try {
        return step.getAsInt();
      } catch (RuntimeException e) {
        if (unavailable.test(e)) {
          throw e;
        }
        log.warn("sweep: {} failed; the next sweep retries it: {}", what, e.getMessage(), e);
        failures.add("%s: %s".formatted(what, e.getMessage()));
        causes.add(e);
        return 0;
      }
    }
  }

  private int expire() {
    int expired = rejected.expire(retention.rejected());
    if (expired > 0) {
      log.info(
          "deleted {} rejected documents older than {} days",
          expired,
          retention.rejected().toDays());
    }
    return expired;
  }

  private void tell(List<BusEvent> events) {
    if (bus != null) {
      bus.put(events);
    }
  }

  private int tellChanges() {
    if (bus == null) {
      changes.forget();
      return 0;
    }
    return changes.tell(bus);
  }

  private int hintMarked() {
    List<Marked> marked = marked();
    marked.forEach(type -> hints.send(type.type(), type.where()));
    return marked.size();
  }

  /** The worker that receives the hint does the lookup; only workers can. */
  private int hintLookups() {
    Map<String, Window> missing = replays.toAsk();
    missing.forEach(hints::send);
    return missing.size();
  }

  /** Types whose table differs from the counts; an unreadable table does not stop the others. */
  private List<String> hintChanged() {
    List<CountOnlyType> watched = types.load().watched();
    if (watched.isEmpty()) {
      return List.of();
    }
    long now = database.now().getEpochSecond();
    Window recent = new Window(now - lookBack.toSeconds(), CountedTable.ALL.to());
    return watched.stream().filter(type -> differs(type, recent)).map(CountOnlyType::name).toList();
  }

  private boolean differs(CountOnlyType type, Window recent) {
    try {
      int buckets = recount.markDifferent(type, recent);
      if (buckets > 0) {
        log.info("{}: {} buckets differ from the table {}", type.name(), buckets, type.table());
        hints.send(type.name(), recent);
      }
      return buckets > 0;
    } catch (DatabaseException e) {
      if (unavailable(e)) {
        throw e;
      }
      log.error("{} cannot be counted: {}", type.name(), e.getMessage());
      return false;
    }
  }

  private List<Marked> marked() {
    return database.transact(
        connection -> {
          List<Marked> marked = new ArrayList<>();
          Optional<Oldest> next = Sql.first(connection, NEXT_MARKED, Oldest::read, "");
          while (next.isPresent()) {
            Oldest oldest = next.get();
            if (oldest.waits()) {
              long newest = Sql.number(connection, NEWEST_MARKED, oldest.type());
              long to = Math.max(newest, oldest.bucket()) + Bucket.SECONDS;
              marked.add(new Marked(oldest.type(), new Window(oldest.bucket(), to)));
            }
            next = Sql.first(connection, NEXT_MARKED, Oldest::read, oldest.type());
          }
          return marked;
        });
  }

  private record Marked(String type, Window where) {}

  /**
   * The oldest stale bucket of a type.
   *
   * @param waits whether it was marked more than 30 seconds ago
   */
  private record Oldest(String type, long bucket, boolean waits) {

    static Oldest read(ResultSet row) throws SQLException {
      return new Oldest(row.getString(1), row.getLong(2), row.getBoolean(3));
    }
  }
}

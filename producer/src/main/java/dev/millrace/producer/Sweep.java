package dev.millrace.producer;

import dev.millrace.bucket.CountedTable;
import dev.millrace.bucket.Recount;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.StoredTypes;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.database.Sql;
import dev.millrace.event.EventBus;
import dev.millrace.event.EventsRefusedException;
import dev.millrace.event.TableChanges;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Dispatcher;
import dev.millrace.rejected.KeptDocuments;
import dev.millrace.rejected.Replays;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Finds what was left lying and sends it: slices that are planned and due, slices whose message has
 * been silent for 15 minutes, types whose marks are older than 30 seconds, and what somebody else
 * has changed in the tables of count-only types. Plans the import of documents whose lookup was
 * missing, deletes rejected documents that are old, and tells the event bus which tables have
 * changed. Cheap when there is nothing. Any number may run at once: at worst a message is sent
 * twice. Thread-safe.
 */
public final class Sweep {

  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  private static final Duration SILENCE = Duration.ofMinutes(15);

  private static final String MARKED =
      """
      SELECT type, MIN(bucket), MAX(bucket) FROM millrace_stale_bucket
      WHERE marked_at < NOW(3) - INTERVAL 30 SECOND GROUP BY type""";

  private final Database database;
  private final StoredTypes types;
  private final Recount recount;
  private final Dispatcher dispatcher;
  private final AggregateHints hints;
  private final Duration lookBack;
  private final Replays replays;
  private final KeptDocuments rejected;
  private final Duration rejectedAge;
  private final TableChanges changes;
  private final @Nullable EventBus bus;

  /**
   * @param recount over the same database
   * @param lookBack the age of the oldest event that is looked for in the tables of count-only
   *     types; everything younger is, the future too
   * @param rejectedAge how long rejected documents are kept
   * @param bus is told what has changed; null to tell nobody
   */
  public Sweep(
      Database database,
      Dispatcher dispatcher,
      AggregateHints hints,
      Recount recount,
      Duration lookBack,
      Duration rejectedAge,
      @Nullable EventBus bus) {
    this.database = database;
    this.types = new StoredTypes(database);
    this.recount = recount;
    this.lookBack = lookBack;
    this.replays = new Replays(database);
    this.rejected = new KeptDocuments(database);
    this.rejectedAge = rejectedAge;
    this.dispatcher = dispatcher;
    this.hints = hints;
    this.changes = new TableChanges(database);
    this.bus = bus;
  }

  /**
   * What a sweep has sent.
   *
   * @param hints how many types have buckets to be counted
   */
  public record Swept(int due, int silent, int hints) {}

  /** Runs once. */
  public Swept run() {
    replays.retryLookups();
    int due = dispatcher.sendDue();
    int silent = dispatcher.sendSilentAgain(SILENCE);
    Set<String> hinted = new HashSet<>();
    for (Marked type : marked()) {
      hints.send(type.type(), type.where());
      hinted.add(type.type());
    }
    hinted.addAll(hintChanged());
    int expired = rejected.expire(rejectedAge);
    if (expired > 0) {
      log.info("{} rejected documents were deleted, {} days old", expired, rejectedAge.toDays());
    }
    tellChanges();
    return new Swept(due, silent, hinted.size());
  }

  /**
   * Types whose table differs from the counts; one that cannot be read does not stop the others.
   */
  private List<String> hintChanged() {
    List<DocumentType> watched =
        types.load().types().stream().filter(DocumentType::watched).toList();
    if (watched.isEmpty()) {
      return List.of();
    }
    long now = database.now().getEpochSecond();
    Window recent = new Window(now - lookBack.toSeconds(), CountedTable.ALL.to());
    return watched.stream().filter(type -> differs(type, recent)).map(DocumentType::name).toList();
  }

  private boolean differs(DocumentType type, Window recent) {
    try {
      int buckets = recount.markDifferent(type, recent);
      if (buckets > 0) {
        log.info("{}: {} buckets differ from the table {}", type.name(), buckets, type.table());
        hints.send(type.name(), recent);
      }
      return buckets > 0;
    } catch (DatabaseException e) {
      if (e.away()) {
        throw e;
      }
      log.error("{} cannot be counted: {}", type.name(), e.getMessage());
      return false;
    }
  }

  /** What is not told now is told by a later sweep. */
  private void tellChanges() {
    if (bus == null) {
      changes.forget();
      return;
    }
    try {
      int told = changes.tell(bus);
      if (told > 0) {
        log.info("{} changes of tables told on the event bus", told);
      }
    } catch (EventsRefusedException | SdkException e) {
      log.error("changes of tables wait to be told on the event bus: {}", e.getMessage());
    }
  }

  private List<Marked> marked() {
    return database.transact(
        connection ->
            Sql.list(
                connection,
                MARKED,
                row ->
                    new Marked(
                        row.getString(1),
                        new Window(row.getLong(2), row.getLong(3) + Bucket.SECONDS))));
  }

  private record Marked(String type, Window where) {}
}

package dev.millrace.producer;

import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.Slice;
import dev.millrace.ledger.run.Runs;
import dev.millrace.ledger.span.Coverage;
import dev.millrace.producer.Tick.Ticked;
import dev.millrace.time.Spans;
import dev.millrace.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The schedule over a real ledger, with a queue that can lose messages, a worker that can fail, and
 * a source whose documents appear late. Tests set the time.
 */
final class Simulation {

  private final Database database;
  private final Runs runs;
  private final Tick tick;
  private final Attempts attempts;
  private final Catalogue catalogue;
  private final List<Slice> queue = new ArrayList<>();
  private final Map<String, List<Document>> source = new HashMap<>();
  private final Map<String, Set<Document>> tables = new HashMap<>();
  private int calls;

  /** A document of the source: the second it belongs to, and when it can be seen. */
  record Document(long second, long visibleFrom) {}

  Simulation(LocalPipeline pipeline, DocumentType... types) {
    this.database = pipeline.database();
    this.runs = pipeline.runs();
    this.tick = new Tick(database);
    this.attempts = new Attempts(database, "a worker", Duration.ofSeconds(60), Duration.ZERO);
    this.catalogue = LocalPipeline.catalogue(types);
    for (DocumentType type : types) {
      new dev.millrace.catalogue.definition.StoredTypes(database).save(type);
    }
  }

  void document(String type, long second, long visibleFrom) {
    source.computeIfAbsent(type, _ -> new ArrayList<>()).add(new Document(second, visibleFrom));
  }

  /** A tick with the time of its trigger, and its messages on the queue. */
  Ticked tick(Instant triggeredAt) {
    Ticked ticked = tick.plan(triggeredAt, catalogue);
    send();
    return ticked;
  }

  private void send() {
    send(runs.due(1000));
  }

  /** The slices that backfills may send, without a rate. */
  void sendPortion() {
    send(runs.portions().take(1e6));
  }

  private void send(List<Slice> slices) {
    queue.addAll(slices);
    runs.sent(slices);
  }

  /** All messages are lost, without notice. */
  void purge() {
    queue.clear();
  }

  /** Each message is delivered again. */
  void repeat() {
    queue.addAll(List.copyOf(queue));
  }

  /** A quarter of an hour passes, and silent slices are sent again. */
  void resendSilent() {
    database.transact(
        connection ->
            Sql.update(
                connection,
                "UPDATE millrace_slice SET sent_at = sent_at - INTERVAL 16 MINUTE"
                    + " WHERE state IN ('sent', 'running')"));
    send(runs.silent(Duration.ofMinutes(15), 1000));
  }

  /** A worker takes all messages, in order, and imports what the source shows at that time. */
  void work(long now) {
    List<Slice> taken = List.copyOf(queue);
    queue.clear();
    taken.forEach(slice -> importSlice(slice, now));
  }

  /** The worker takes one message and fails until the slice is dead. */
  void kill() {
    if (queue.isEmpty()) {
      return;
    }
    Slice slice = queue.removeFirst();
    for (int i = 0; i < Attempts.LIMIT; i++) {
      database.transact(
          connection ->
              Sql.update(
                  connection,
                  "UPDATE millrace_slice SET not_before = NOW(3) WHERE id = ?",
                  slice.id()));
      if (attempts.claim(slice.id(), slice.type()) instanceof Claim.Claimed(var attempt)) {
        attempts.fail(attempt, "no luck");
      }
    }
  }

  /** A worker takes the first message and continues to work on it. */
  Slice claimOne() {
    Slice slice = queue.removeFirst();
    attempts.claim(slice.id(), slice.type());
    return slice;
  }

  private void importSlice(Slice slice, long now) {
    if (attempts.claim(slice.id(), slice.type()) instanceof Claim.Claimed(var attempt)) {
      calls++;
      for (Document document : source.getOrDefault(slice.type(), List.of())) {
        Window window = slice.window();
        if (document.second() >= window.from()
            && document.second() < window.to()
            && document.visibleFrom() <= now) {
          tables.computeIfAbsent(slice.type(), _ -> new HashSet<>()).add(document);
        }
      }
      attempts.finish(attempt);
    }
  }

  int calls() {
    return calls;
  }

  List<Slice> queue() {
    return List.copyOf(queue);
  }

  Set<Document> table(String type) {
    return tables.getOrDefault(type, Set.of());
  }

  List<Document> source(String type) {
    return source.getOrDefault(type, List.of());
  }

  Spans covered(String type) {
    return database.transact(connection -> Coverage.spans(connection, type));
  }

  /** The spans of the slices in a state, by SQL. */
  Spans slices(String type, String state) {
    return spans("state = ?", type, state);
  }

  /** The spans of slices of the type with a greater number, in any state. */
  Spans askedAfter(String type, long slice) {
    return spans("id > ?", type, slice);
  }

  private Spans spans(String which, Object... parameters) {
    return database.transact(
        connection ->
            Spans.of(
                Sql.list(
                    connection,
                    "SELECT window_from, window_to FROM millrace_slice WHERE type = ? AND " + which,
                    row -> new Window(row.getLong(1), row.getLong(2)),
                    parameters)));
  }
}

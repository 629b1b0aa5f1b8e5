package dev.millrace.producer;

import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.plan.AggregateHints;
import dev.millrace.plan.Dispatcher;
import dev.millrace.time.Bucket;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.List;

/**
 * Finds what was left lying and sends it: slices that are planned and due, slices whose message has
 * been silent for 15 minutes, types whose marks are older than 30 seconds. Cheap when there is
 * nothing. Any number may run at once: at worst a message is sent twice. Thread-safe.
 */
public final class Sweep {

  private static final Duration SILENCE = Duration.ofMinutes(15);

  private static final String MARKED =
      """
      SELECT type, MIN(bucket), MAX(bucket) FROM millrace_stale_bucket
      WHERE marked_at < NOW(3) - INTERVAL 30 SECOND GROUP BY type""";

  private final Database database;
  private final Dispatcher dispatcher;
  private final AggregateHints hints;

  public Sweep(Database database, Dispatcher dispatcher, AggregateHints hints) {
    this.database = database;
    this.dispatcher = dispatcher;
    this.hints = hints;
  }

  /** What a sweep has sent. */
  public record Swept(int due, int silent, int hints) {}

  /** Runs once. */
  public Swept run() {
    int due = dispatcher.sendDue();
    int silent = dispatcher.sendSilentAgain(SILENCE);
    List<Marked> marked =
        database.transact(
            connection ->
                Sql.list(
                    connection,
                    MARKED,
                    row ->
                        new Marked(
                            row.getString(1),
                            new Window(row.getLong(2), row.getLong(3) + Bucket.SECONDS))));
    marked.forEach(type -> hints.send(type.type(), type.where()));
    return new Swept(due, silent, marked.size());
  }

  private record Marked(String type, Window where) {}
}

package dev.millrace.worker.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.ledger.Attempts;
import dev.millrace.local.time.SettableClock;
import dev.millrace.message.MessageCodec;
import dev.millrace.message.SliceMessage;
import dev.millrace.queue.Handler;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.time.Window;
import dev.millrace.worker.Deliveries;
import dev.millrace.worker.TestDatabase;
import dev.millrace.worker.TestQueues;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.slice.SliceHandler;
import dev.millrace.worker.slice.TestSlices;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.guard.BlockedSource;
import dev.millrace.worker.source.guard.Budget;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.guard.GuardedSource.OpenCircuit;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Imports from a stand-in slice by slice, in a fixed order and without waiting: time passes between
 * two rounds.
 */
final class HistoryImport implements AutoCloseable {

  private static final int MOST_ROUNDS = 60;
  private static final Duration LEASE = Duration.ofSeconds(60);

  private static final String OPEN =
      "SELECT id, type, window_from, window_to FROM millrace_slice"
          + " WHERE state IN ('planned', 'sent', 'running') ORDER BY id";

  private final TestDatabase database;
  private final Database pool;
  private final TestQueues queues = new TestQueues("import", "backfill");
  private final SettableClock clock = new SettableClock(InstantSource.system().instant());
  private final AtomicLong nanos = new AtomicLong(System.nanoTime());
  private final GuardedSource source;
  private final Handler handler;

  HistoryImport(String definition, Map<String, String> secrets) {
    database = new TestDatabase(definition);
    pool = database.open(4);
    source =
        new GuardedSource(
            "document API",
            new TypeSources(
                (name, _) -> {
                  throw new IOException(name + " has no source");
                },
                this::type,
                NamedSecrets.of(secrets),
                new SizeLimits(1 << 20, 64 << 20),
                InstantSource.system(),
                System::nanoTime,
                ExchangeLog.NONE,
                null,
                (_, _) -> Budget.UNLIMITED,
                Duration.ofSeconds(60),
                Duration.ofMillis(1)),
            1_000_000,
            clock,
            Duration.ofSeconds(60),
            Duration.ofMillis(1));
    SliceHandler slices =
        new TestSlices(pool, queues, new Attempts(pool, "a test", LEASE, Duration.ofDays(1)))
            .handler(
                source,
                new BlockedSource(pool, source::hostOf, source::account, nanos::get),
                7,
                SliceLimits.NONE,
                clock);
    MessageCodec codec = new MessageCodec();
    handler =
        (delivery, hold) ->
            slices.handle((SliceMessage) codec.decode(delivery.body()), delivery, hold);
  }

  private Optional<DocumentType> type(String name) {
    return Optional.of(database.type(name));
  }

  TestDatabase database() {
    return database;
  }

  List<OpenCircuit> openCircuits() {
    return source.openCircuits();
  }

  /**
   * Plans the windows and imports them to their end.
   *
   * @param betweenRounds what happens at the source while open slices wait
   */
  void run(String type, List<Window> windows, Runnable betweenRounds) throws Exception {
    windows.forEach(window -> database.plan(type, window));
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<String> open = database.rows(OPEN);
      if (open.isEmpty()) {
        assertThat(database.rows("SELECT DISTINCT state FROM millrace_slice ORDER BY state"))
            .isSubsetOf("done", "split");
        return;
      }
      for (String slice : open) {
        String[] columns = slice.split(" ", -1);
        SliceMessage message =
            new SliceMessage(
                Long.parseLong(columns[0]),
                columns[1],
                new Window(Long.parseLong(columns[2]), Long.parseLong(columns[3])));
        Deliveries.deliver(handler, new MessageCodec().encode(message));
      }
      if (!database.rows(OPEN).isEmpty()) {
        betweenRounds.run();
        passTime();
      }
    }
    throw new AssertionError("still open: " + database.rows(OPEN));
  }

  private void passTime() throws InterruptedException {
    database.run("UPDATE millrace_slice SET not_before = NOW(3) WHERE not_before > NOW(3)");
    database.run("UPDATE millrace_source SET blocked_until = '1970-01-01'");
    database.run("UPDATE millrace_source_type SET blocked_until = '1970-01-01'");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    clock.advance(Duration.ofSeconds(45)); // the next slice of an open circuit is the probe
  }

  @Override
  public void close() {
    source.close();
    pool.close();
    database.close();
  }
}

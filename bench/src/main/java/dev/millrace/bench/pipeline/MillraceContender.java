package dev.millrace.bench.pipeline;

import dev.millrace.bench.server.ShippedType;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.database.Database;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.Runs;
import dev.millrace.plan.Dispatcher;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.SqsQueue;
import dev.millrace.schema.Schema;
import dev.millrace.time.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Millrace's workers, with slices planned and sent by a planner in this process. */
final class MillraceContender implements Contender {

  /** Slices per second of backfills: no limit. */
  private static final int RATE = 1_000_000;

  private static final long LONGEST_RUN = Duration.ofMinutes(10).toNanos();
  private static final long SHORTEST_PAUSE = Duration.ofMillis(5).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofMillis(200).toNanos();

  /** Looks at the progress this often in the remaining time, so that looking costs little. */
  private static final int LOOKS = 8;

  private final String name;
  private final String schema;
  private final Database database;
  private final Runs runs;
  private final Dispatcher dispatcher;
  private final List<WorkerJvm> workers = new ArrayList<>();
  private final Tables tables;
  private RunKind kind = RunKind.BACKFILL;
  private long run;
  private long sent;

  /**
   * Starts the workers and waits until they receive.
   *
   * @param processes the number of workers
   */
  MillraceContender(String name, int processes, Site site, Setup setup)
      throws InterruptedException {
    this.name = name;
    this.schema = site.createSchema();
    this.database = site.open(schema, 2);
    database.migrate();
    new Schema(database).apply(Catalogue.of(List.of(ShippedType.github())));
    this.runs = new Runs(database);
    String imports = site.openQueue("import");
    String backfills = site.openQueue("backfill");
    this.dispatcher =
        new Dispatcher(
            runs,
            RATE,
            new QueueSender(new SqsQueue(site.sqs(), imports)),
            new QueueSender(new SqsQueue(site.sqs(), backfills)));
    Map<String, String> settings = new HashMap<>();
    settings.put("AWS_ENDPOINT_URL", site.endpoints().proxy());
    settings.put("AWS_REGION", site.endpoints().region());
    settings.put("AWS_ACCESS_KEY_ID", "key");
    settings.put("AWS_SECRET_ACCESS_KEY", "secret");
    settings.put("MILLRACE_SOURCE_URL", setup.sourceUrl());
    settings.put("MILLRACE_SOURCE_KEY", "key");
    settings.put("MILLRACE_SOURCE_RATE", Integer.toString(RATE));
    settings.put("MILLRACE_BACKFILL_SHARE", "100");
    settings.put("MILLRACE_DB_URL", site.reached(schema, setup.far()));
    settings.put("MILLRACE_DB_USER", site.user());
    settings.put("MILLRACE_DB_PASSWORD", site.password());
    settings.put("MILLRACE_IMPORT_QUEUE", imports);
    settings.put("MILLRACE_BACKFILL_QUEUE", backfills);
    settings.put("MILLRACE_AGGREGATE_QUEUE", site.openQueue("aggregate"));
    settings.put("MILLRACE_IMPORT_PERMITS", Integer.toString(setup.permits()));
    settings.put("MILLRACE_BACKFILL_PERMITS", Integer.toString(setup.permits()));
    // The peers count as often.
    settings.put("MILLRACE_HINT_SECONDS", "1");
    for (int i = 1; i <= processes; i++) {
      workers.add(
          WorkerJvm.start(
              setup.jvm(), settings, setup.log("worker-%d-of-%d".formatted(i, processes))));
    }
    for (WorkerJvm worker : workers) {
      worker.awaitReady();
    }
    // Only now, so that the rows that workers write when they start are kept.
    this.tables = new Tables(database);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Long> pids() {
    return workers.stream().map(WorkerJvm::pid).toList();
  }

  @Override
  public String schema() {
    return schema;
  }

  @Override
  public Tables tables() {
    return tables;
  }

  @Override
  public void send(List<Window> slices) {
    String type = ShippedType.github().name();
    sent = slices.size();
    run =
        runs.plan(
                kind,
                UUID.randomUUID().toString(),
                slices.stream().map(window -> new PlannedSlice(type, window)).toList())
            .run();
    do {
      dispatcher.sendDue();
    } while (runs.states(run).containsKey(SliceState.PLANNED));
  }

  @Override
  public void await(Expected expected, Database monitor) throws InterruptedException {
    Runs watched = new Runs(monitor);
    long begun = System.nanoTime();
    while (true) {
      Map<SliceState, Long> states = watched.states(run);
      long done = states.getOrDefault(SliceState.DONE, 0L);
      if (done == sent && expected.counted(monitor)) {
        return;
      }
      long passed = System.nanoTime() - begun;
      if (states.containsKey(SliceState.DEAD) || passed > LONGEST_RUN) {
        throw new IllegalStateException(
            "%s has not imported and counted all slices after %d s: %s"
                .formatted(name, TimeUnit.NANOSECONDS.toSeconds(passed), states));
      }
      long left = done == 0 ? LONGEST_PAUSE : passed * (sent - done) / done;
      TimeUnit.NANOSECONDS.sleep(Math.clamp(left / LOOKS, SHORTEST_PAUSE, LONGEST_PAUSE));
    }
  }

  /** Scheduled slices, which go to the import queue; workers count every second anyway. */
  @Override
  public void countLive() {
    kind = RunKind.SCHEDULE;
  }

  @Override
  public void close() {
    workers.forEach(WorkerJvm::close);
    database.close();
  }
}

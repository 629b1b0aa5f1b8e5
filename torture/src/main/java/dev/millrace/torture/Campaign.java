package dev.millrace.torture;

import dev.millrace.local.database.LocalDatabase;
import dev.millrace.torture.jdbc.Tables;
import dev.millrace.torture.oracle.Oracle;
import dev.millrace.torture.oracle.ProbeHistory;
import dev.millrace.torture.oracle.Violation;
import dev.millrace.torture.planted.Planter;
import dev.millrace.torture.process.Commands;
import dev.millrace.torture.process.QueueServer;
import dev.millrace.torture.process.Site;
import dev.millrace.torture.process.WorkerSlot;
import dev.millrace.torture.source.SourceServer;
import dev.millrace.torture.source.World;
import dev.millrace.torture.traffic.Journal;
import dev.millrace.torture.traffic.Stage;
import dev.millrace.torture.traffic.Storm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** One seed from the start of all parts to the judgement. */
final class Campaign {

  /** The imported time begins so long ago that all ticks are in the past: so much, */
  private static final long BACK = 6 * 3600L;

  /** and so much more for each second of faults. */
  private static final long BACK_PER_SECOND = 250;

  private static final int MOST_EVIDENCE = 3;

  private final CampaignOptions options;
  private final InstantSource clock;
  private final Journal journal;
  private final List<String> evidence = new ArrayList<>();
  private int violations;

  Campaign(CampaignOptions options, InstantSource clock) {
    this.options = options;
    this.clock = clock;
    this.journal = new Journal(clock);
  }

  CampaignResult run() throws IOException, InterruptedException, SQLException {
    long begun = System.nanoTime();
    Path logs = Files.createDirectories(options.logs());
    long back = BACK + BACK_PER_SECOND * options.time().toSeconds();
    long since = (clock.instant().getEpochSecond() - back) / 3600 * 3600;
    World world = new World(clock, new Random(options.seed()));
    List<WorkerSlot> workers = new ArrayList<>();
    try (LocalDatabase database = LocalDatabase.temporary();
        QueueServer queues = new QueueServer(logs.resolve("queues.log"));
        SourceServer source = new SourceServer(world, new Random(options.seed() + 1))) {
      Path definitions = logs.resolve("types");
      Map<String, String> settings = settings(database, queues, source);
      settings.put("MILLRACE_TYPES", definitions.toString());
      Site site = new Site(database.port(), queues.port(), source.port(), settings);
      Tables tables = new Tables(database.jdbcUrl(), database.user(), database.password());
      String planted =
          options.planted().isEmpty()
              ? ""
              : Planter.plant(options.planted(), logs.resolve("planted")).toString();
      try (Commands commands = new Commands(site, logs.resolve("commands.log"))) {
        Stage empty =
            new Stage(
                database, queues, source, world, tables, commands, List.of(), since, definitions);
        // Workers end at once without the tables.
        storm(empty).begin();
        ProbeHistory.record(tables);
        for (int i = 1; i <= options.workers(); i++) {
          String name = "worker-" + i;
          workers.add(new WorkerSlot(name, site, planted, logs.resolve(name + ".log")));
        }
        Storm storm = storm(empty.with(workers));
        Duration recovery = judge(storm, new Oracle(tables, world, since), tables);
        return new CampaignResult(
            options.seed(),
            journal.counts(),
            tables.number("SELECT COUNT(*) FROM millrace_slice WHERE state = 'done'"),
            tables.number("SELECT COUNT(*) FROM millrace_attempt"),
            world.fetches(),
            recovery,
            Duration.ofNanos(System.nanoTime() - begun),
            violations,
            evidence);
      } finally {
        workers.forEach(WorkerSlot::close);
        Files.writeString(
            logs.resolve("journal.log"),
            String.join("\n", journal.all().stream().map(String::valueOf).toList()));
      }
    }
  }

  private Storm storm(Stage stage) {
    return new Storm(stage, journal, options.seed(), options.faults(), clock);
  }

  private Duration judge(Storm storm, Oracle oracle, Tables tables)
      throws InterruptedException, SQLException, IOException {
    storm.rage(options.time());
    long quiet = System.nanoTime();
    List<String> missing = storm.calm();
    Duration recovery = Duration.ofNanos(System.nanoTime() - quiet);
    if (!missing.isEmpty()) {
      violations++;
      evidence.add("I4 messages were deleted before their effects: " + missing);
    }
    note("at rest", oracle.atRest(), tables);
    if (violations > 0) {
      return recovery; // what follows would show or mend the consequences
    }
    Long to = storm.hoursLater();
    if (to == null) {
      throw new IllegalStateException("the last tick failed; see " + options.logs());
    }
    note("hours later", oracle.atRest(), tables);
    if (violations > 0) {
      return recovery;
    }
    storm.everythingAgain(to);
    note("after everything was imported again", oracle.atLast(to), tables);
    return recovery;
  }

  private void note(String when, List<Violation> found, Tables tables) throws SQLException {
    violations += found.size();
    for (Violation violation : found.stream().limit(MOST_EVIDENCE).toList()) {
      evidence.add("%s, one of %d:".formatted(when, found.size()));
      evidence.addAll(new Evidence(tables, journal).of(violation));
    }
  }

  /** Short leases, small batches and slices that split, so that minutes hold many faults. */
  private static Map<String, String> settings(
      LocalDatabase database, QueueServer queues, SourceServer source) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + queues.port());
    settings.put("AWS_REGION", "eu-west-1");
    settings.put("AWS_ACCESS_KEY_ID", "torture");
    settings.put("AWS_SECRET_ACCESS_KEY", "torture");
    settings.put("MILLRACE_DB_URL", database.jdbcUrl());
    settings.put("MILLRACE_DB_USER", database.user());
    settings.put("MILLRACE_DB_PASSWORD", database.password());
    settings.put(
        "MILLRACE_SOURCE_URL",
        "http://127.0.0.1:%d%s".formatted(source.port(), SourceServer.path()));
    settings.put("MILLRACE_SOURCE_KEY", SourceServer.KEY);
    settings.put("MILLRACE_SOURCE_RATE", "500");
    for (String queue : QueueServer.WORK) {
      settings.put(
          "MILLRACE_%s_QUEUE".formatted(queue.toUpperCase(Locale.ROOT)), queues.url(queue));
    }
    settings.put("MILLRACE_LEASE_SECONDS", "6");
    settings.put("MILLRACE_POLL_SECONDS", "1");
    settings.put("MILLRACE_HINT_SECONDS", "1");
    settings.put("MILLRACE_STOP_SECONDS", "2");
    settings.put("MILLRACE_MESSAGE_SECONDS", "30");
    settings.put("MILLRACE_DEAD_AFTER_SECONDS", "15");
    settings.put("MILLRACE_BATCH_ROWS", "12");
    settings.put("MILLRACE_SLICE_DOCUMENTS", "40");
    settings.put("MILLRACE_IMPORT_PERMITS", "5");
    settings.put("MILLRACE_BACKFILL_PERMITS", "4");
    return settings;
  }
}

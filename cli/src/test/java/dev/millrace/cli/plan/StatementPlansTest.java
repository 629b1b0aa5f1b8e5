package dev.millrace.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.definition.StoredTypes;
import dev.millrace.cli.Execution;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.UnclaimedSlice;
import dev.millrace.ledger.order.AttemptWatermarks;
import dev.millrace.ledger.order.LockedType;
import dev.millrace.ledger.run.Runs;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.aws.LocalQueues;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.local.document.Documents;
import dev.millrace.time.Window;
import dev.millrace.worker.bucket.BucketRefresher;
import dev.millrace.worker.ingest.FetchedSlice;
import dev.millrace.worker.ingest.GroupCommit;
import dev.millrace.worker.ingest.SliceImporter;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.ingest.SliceRead;
import dev.millrace.worker.source.api.ApiSource;
import dev.millrace.worker.source.api.SourceSettings;
import dev.millrace.worker.source.guard.GuardedSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plan of every statement that the pipeline runs, in a ledger of a million rows. The statements
 * are those that the driver sees while a tick, sweeps, a slice, a refresh and the status run.
 */
final class StatementPlansTest {

  private static final Window WINDOW = new Window(1_600_000_000, 1_600_003_600);

  /** A statement may read or sort that many rows without an index. */
  private static final long PAGE = 1_000;

  @AutoClose private static final LocalQueues queues = LocalQueues.start();

  @AutoClose
  private static final LocalDatabase server =
      LocalDatabase.temporary(
          List.of(
              "--innodb-flush-log-at-trx-commit=0",
              "--skip-log-bin",
              "--innodb-buffer-pool-size=512M"));

  private final String schema = server.createSchema();

  @Test
  void no_statement_scans_or_sorts_more_than_a_page(@TempDir Path folder) throws Exception {
    try (Database database = open(schema)) {
      database.migrate();
      apply(folder);
      new LongLedger(database).fill();
    }
    try (RecordingDriver _ = RecordingDriver.install();
        Database recorded = open(schema)) {
      Map<String, String> environment = environment(folder);
      run(environment, "produce");
      run(environment, "sweep");
      run(environment, "sweep");
      importSlice(recorded);
      run(environment, "sweep");
      run(environment, "status");
    }

    List<String> statements = RecordedQueries.taken();
    assertThat(statements).hasSizeGreaterThan(60);
    List<String> wrong = new ArrayList<>();
    try (Database database = open(schema)) {
      for (String statement : statements) {
        List<String> faults = database.transact(connection -> faults(connection, statement));
        if (!faults.isEmpty()) {
          wrong.add(faults + "\n" + statement.substring(0, Math.min(600, statement.length())));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<String> faults(Connection connection, String statement) throws SQLException {
    return Sql.list(
            connection, "EXPLAIN " + statement.replace("?", "''"), StatementPlansTest::fault)
        .stream()
        .filter(fault -> !fault.isEmpty())
        .toList();
  }

  private static String fault(ResultSet row) throws SQLException {
    String table = String.valueOf(row.getString("table"));
    String type = String.valueOf(row.getString("type"));
    String extra = String.valueOf(row.getString("Extra"));
    long rows = row.getLong("rows");
    boolean scan = type.equals("ALL") || (type.equals("index") && !extra.contains("group-by"));
    boolean sort = extra.contains("filesort");
    // What a derived table holds was read by the plan of its own select.
    return rows > PAGE && !table.startsWith("<") && (scan || sort)
        ? "%s: %s by %s, %d rows, %s".formatted(table, type, row.getString("key"), rows, extra)
        : "";
  }

  private static Database open(String url) {
    return Database.open(new DatabaseSettings(url, server.user(), server.password(), 4));
  }

  private void apply(Path folder) throws IOException {
    for (int i : IntStream.range(0, 20).toArray()) {
      Files.writeString(
          folder.resolve("T%d.yaml".formatted(i)),
          """
          type: T%d
          slice_width: 1h
          columns:
            name: { from: /data/name }
          """
              .formatted(i));
    }
    run(environment(folder), "types", "apply");
  }

  private Map<String, String> environment(Path types) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("AWS_ENDPOINT_URL", queues.endpoint());
    environment.put("AWS_REGION", queues.region());
    environment.put("MILLRACE_DB_URL", schema);
    environment.put("MILLRACE_DB_USER", server.user());
    environment.put("MILLRACE_DB_PASSWORD", server.password());
    environment.put("MILLRACE_TYPES", types.toString());
    for (String queue : List.of("import", "backfill", "aggregate")) {
      environment.put(
          "MILLRACE_%s_QUEUE".formatted(queue.toUpperCase(Locale.ROOT)), queues.url(queue));
    }
    return environment;
  }

  private static void run(Map<String, String> environment, String... arguments) {
    Execution run = Execution.of(environment, arguments);
    assertThat(run.status()).as("%s %s", run.out(), run.err()).isZero();
  }

  /** A slice with three documents, of which one is there already, and the count of its buckets. */
  private static void importSlice(Database database) throws Exception {
    List<String> documents =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    """
                    {"id":"d%d","timestamp":%d,"type":"T1","data":{"name":"n"}}"""
                        .formatted(i, 1_600_000_000 + i))
            .toList();
    DocumentType type = new StoredTypes(database).imported("T1").orElseThrow();
    try (DocumentApi api = DocumentApi.start(Documents.of(documents));
        GuardedSource source =
            ApiSource.guarded(
                new SourceSettings(URI.create(api.url()), api.key(), 1 << 24),
                InstantSource.system())) {
      Attempts attempts = new Attempts(database, "one", Duration.ofMinutes(5));
      SliceImporter importer = new SliceImporter(source, database, attempts, 1000);
      for (String trigger : List.of("first", "second")) {
        Attempt attempt = claim(database, attempts, trigger);
        attempts.renew(attempt);
        assertThat(importer.run(attempt, type, SliceLimits.NONE).counts().fetched()).isEqualTo(3);
      }
      commitGroup(database, importer, type);
      attempts.fail(claim(database, attempts, "third"), "broken");
    }
    new BucketRefresher(database, System::nanoTime).refresh(type, Duration.ofMinutes(1));
  }

  /** The same slice, fetched before it is claimed. */
  private static void commitGroup(Database database, SliceImporter importer, DocumentType type)
      throws Exception {
    AttemptWatermarks watermarks = new AttemptWatermarks(database, System::nanoTime);
    long watermark = watermarks.of("T1");
    long slice = plan(database, "group");
    try (SliceRead documents = importer.read(type, WINDOW)) {
      UnclaimedSlice unclaimed =
          new UnclaimedSlice(
              slice, "T1", WINDOW, LockedType.of(type), watermark, Duration.ofMillis(1));
      assertThat(
              new GroupCommit(database, watermarks, "one", 1000)
                  .commit(
                      new FetchedSlice(
                          unclaimed, type, documents.whole(Duration.ofMinutes(1)).orElseThrow())))
          .isPresent();
    }
  }

  private static long plan(Database database, String trigger) {
    long run =
        new Runs(database)
            .plan(RunKind.HEAL, trigger, List.of(new PlannedSlice("T1", WINDOW)))
            .run();
    return database.transact(
        connection -> Sql.number(connection, "SELECT id FROM millrace_slice WHERE run = ?", run));
  }

  private static Attempt claim(Database database, Attempts attempts, String trigger) {
    long slice = plan(database, trigger);
    if (attempts.claim(slice, "T1") instanceof Claim.Claimed(Attempt attempt)) {
      return attempt;
    }
    throw new AssertionError("slice %d cannot be claimed".formatted(slice));
  }
}

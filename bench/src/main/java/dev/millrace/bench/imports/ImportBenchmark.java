package dev.millrace.bench.imports;

import dev.millrace.bench.imports.ImportReport.Contender;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.time.Window;
import dev.millrace.worker.mapping.row.Row;
import dev.millrace.worker.source.api.ApiSource;
import dev.millrace.worker.source.api.SourceSettings;
import dev.millrace.worker.source.guard.GuardedSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Imports the same documents in every way, one way after the other for several rounds, each into an
 * empty table.
 */
public final class ImportBenchmark {

  private static final int BATCH = 1000;

  /** Slices; a worker takes more by default, but the machine has two processors. */
  private static final int AT_ONCE = 2;

  private static final int CONNECTIONS = AT_ONCE + 2;

  /** The JIT compiler has finished the code of all ways only after that. */
  private static final int WARM_UPS = 3;

  /** Tried in addition to the default. */
  private static final List<Integer> OTHER_BATCHES = List.of(200, 500, 2000);

  private static final int ROUNDS_OF_BATCHES = 3;

  private static final int DOCUMENT_BYTES = 1 << 24;
  private static final Duration DELAY = Duration.ofMillis(1);

  private final int slices;
  private final int documents;
  private final int rowByRowSlices;
  private final int slowSlices;
  private final int rounds;
  private final boolean quick;
  private final Consumer<String> progress;

  /**
   * @param progress receives a line per step
   */
  public ImportBenchmark(boolean quick, Consumer<String> progress) {
    this.slices = quick ? 2 : 20;
    this.documents = quick ? 2_000 : 200_000;
    this.rowByRowSlices = quick ? 1 : 5;
    this.slowSlices = 1;
    this.rounds = quick ? 1 : 5;
    this.quick = quick;
    this.progress = progress;
  }

  /** Runs it in a database of its own. */
  public ImportReport run() throws InterruptedException {
    try (LocalDatabase server = LocalDatabase.temporary();
        SlowLink link = new SlowLink(server.port(), DELAY);
        CommitSource commits = new CommitSource(slices, documents);
        GuardedSource source =
            ApiSource.guarded(
                new SourceSettings(commits.url(), "key", DOCUMENT_BYTES), InstantSource.system())) {
      DatabaseSettings near =
          new DatabaseSettings(server.jdbcUrl(), server.user(), server.password(), CONNECTIONS);
      String farUrl = near.url().replace(":" + server.port() + "/", ":" + link.port() + "/");
      DatabaseSettings far =
          new DatabaseSettings(farUrl, near.user(), near.password(), CONNECTIONS);
      try (Database nearby = Database.open(near);
          Database farAway = Database.open(far)) {
        Target target = new Target(nearby);
        try (PlainWriter plain = new PlainWriter(near, target.type());
            PlainWriter slow = new PlainWriter(far, target.type())) {
          return new Measuring(commits.windows(), source, target, nearby, farAway, plain, slow)
              .run();
        }
      }
    }
  }

  @FunctionalInterface
  private interface Work {
    long run() throws InterruptedException;
  }

  private final class Measuring {

    private final List<Window> windows;
    private final Target target;
    private final MappedRows mapped;
    private final MillraceImport near;
    private final MillraceImport far;
    private final PlainWriter plain;
    private final PlainWriter slow;
    private final Map<Contender, List<Double>> rates = new EnumMap<>(Contender.class);
    private final SortedMap<Integer, List<Double>> batches = new TreeMap<>();

    Measuring(
        List<Window> windows,
        GuardedSource source,
        Target target,
        Database nearby,
        Database farAway,
        PlainWriter plain,
        PlainWriter slow) {
      this.windows = windows;
      this.target = target;
      this.mapped = new MappedRows(source, target.type());
      this.near = new MillraceImport(nearby, source, target.type());
      this.far = new MillraceImport(farAway, source, target.type());
      this.plain = plain;
      this.slow = slow;
    }

    ImportReport run() throws InterruptedException {
      List<List<Row>> rows = batches();
      progress.accept("%,d documents are mapped; warming up first".formatted(documents));
      for (int i = 1; i <= (quick ? 1 : WARM_UPS); i++) {
        usual(rows);
      }
      rates.clear();
      for (int i = 1; i <= rounds; i++) {
        progress.accept("round %d of %d".formatted(i, rounds));
        round(rows);
        if (i <= ROUNDS_OF_BATCHES) {
          otherBatches();
        }
      }
      batches.put(BATCH, rates.getOrDefault(Contender.MILLRACE, List.of()));
      return ImportReport.of(documents, of(rowByRowSlices), of(slowSlices), rates, batches, quick);
    }

    private long of(int someSlices) {
      return (long) documents / slices * someSlices;
    }

    private List<List<Row>> batches() throws InterruptedException {
      List<List<Row>> batches = new ArrayList<>();
      for (Window window : windows) {
        List<Row> rows = mapped.of(window);
        for (int first = 0; first < rows.size(); first += BATCH) {
          batches.add(List.copyOf(rows.subList(first, Math.min(first + BATCH, rows.size()))));
        }
      }
      return batches;
    }

    /** The ways without a slow link, and the same documents again. */
    private void usual(List<List<Row>> rows) throws InterruptedException {
      fresh(Contender.RAW_UPSERTS, documents, () -> plain.upsert(rows));
      MillraceImport.Planned alone = near.plan(windows, BATCH);
      fresh(Contender.MILLRACE_ALONE, documents, () -> alone.run(1));
      MillraceImport.Planned planned = near.plan(windows, BATCH);
      fresh(Contender.MILLRACE, documents, () -> planned.run(AT_ONCE));
      MillraceImport.Planned again = near.plan(windows, BATCH);
      measure(Contender.MILLRACE_UNCHANGED, documents, () -> again.run(AT_ONCE));
    }

    private void round(List<List<Row>> rows) throws InterruptedException {
      usual(rows);
      List<Window> some = windows.subList(0, rowByRowSlices);
      fresh(Contender.ROW_BY_ROW, of(rowByRowSlices), () -> oneByOne(plain, some));
      MillraceImport.Planned farPlanned = far.plan(windows, BATCH);
      fresh(Contender.MILLRACE_1MS, documents, () -> farPlanned.run(AT_ONCE));
      List<Window> few = windows.subList(0, slowSlices);
      fresh(Contender.ROW_BY_ROW_1MS, of(slowSlices), () -> oneByOne(slow, few));
    }

    private void otherBatches() throws InterruptedException {
      for (int size : OTHER_BATCHES) {
        MillraceImport.Planned sized = near.plan(windows, size);
        target.empty();
        double rate = rate(documents, () -> sized.run(AT_ONCE));
        batches.computeIfAbsent(size, _ -> new ArrayList<>()).add(rate);
      }
    }

    private long oneByOne(PlainWriter writer, List<Window> some) throws InterruptedException {
      long written = 0;
      for (Window window : some) {
        written += writer.insertOneByOne(mapped.of(window));
      }
      return written;
    }

    private void fresh(Contender contender, long expected, Work work) throws InterruptedException {
      target.empty();
      measure(contender, expected, work);
    }

    private void measure(Contender contender, long expected, Work work)
        throws InterruptedException {
      double rate = rate(expected, work);
      target.mustHold(expected);
      progress.accept("  %s: %,.0f documents/s".formatted(contender.title(), rate));
      rates.computeIfAbsent(contender, _ -> new ArrayList<>()).add(rate);
    }

    private double rate(long expected, Work work) throws InterruptedException {
      long begun = System.nanoTime();
      long done = work.run();
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (done != expected) {
        throw new IllegalStateException(
            "%d documents were imported, not %d".formatted(done, expected));
      }
      return done / seconds;
    }
  }
}

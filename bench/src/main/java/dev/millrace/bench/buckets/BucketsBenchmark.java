package dev.millrace.bench.buckets;

import dev.millrace.bench.buckets.BucketsReport.Row;
import dev.millrace.bench.server.BenchDatabase;
import dev.millrace.database.Database;
import dev.millrace.worker.bucket.BucketRefresher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Counting, compared with one bare scan of the same rows by the same server in the same run. */
public final class BucketsBenchmark {

  private static final List<Integer> SPANS = List.of(1, 50, 500);
  private static final int LATE_EVENTS = 50;
  private static final Duration BUDGET = Duration.ofHours(1);

  private final List<Long> refreshSizes;
  private final List<Long> lateSizes;
  private final int runs;
  private final boolean quick;
  private final Consumer<String> progress;

  /**
   * @param most events of the largest table, at least 100,000 unless it is quick
   * @param progress receives a line per step
   */
  public BucketsBenchmark(long most, boolean quick, Consumer<String> progress) {
    this.refreshSizes = quick ? List.of(20_000L) : sizes(1_000_000, most);
    this.lateSizes = quick ? List.of(10_000L, 20_000L) : sizes(100_000, most);
    this.runs = quick ? 1 : 5;
    this.quick = quick;
    this.progress = progress;
  }

  /** Powers of ten up to the largest, or this alone when it is smaller. */
  private static List<Long> sizes(long least, long most) {
    List<Long> sizes = new ArrayList<>();
    for (long size = least; size <= most; size *= 10) {
      sizes.add(size);
    }
    return sizes.isEmpty() ? List.of(most) : sizes;
  }

  /** Runs it in a database of its own. */
  public BucketsReport run() throws InterruptedException {
    try (BenchDatabase server = BenchDatabase.start()) {
      return run(server.database());
    }
  }

  private BucketsReport run(Database database) throws InterruptedException {
    EventTable table = new EventTable(database);
    BucketRefresher refresher = new BucketRefresher(database, System::nanoTime);
    List<Row> rows = new ArrayList<>();
    SortedMap<Long, Double> late = new TreeMap<>();
    SortedMap<Long, Boolean> all = new TreeMap<>();
    lateSizes.forEach(size -> all.put(size, true));
    refreshSizes.forEach(size -> all.put(size, true));
    for (long size : all.keySet()) {
      progress.accept("%,d events".formatted(size));
      table.grow(size);
      table.markAll();
      refresher.refresh(EventTable.type(), BUDGET);
      if (refreshSizes.contains(size)) {
        rows.add(refresh(table, refresher, size));
      }
      if (lateSizes.contains(size)) {
        late.put(size, late(table, refresher));
      }
    }
    progress.accept("statements of an import");
    ImportStatements.PerBatch statements = new ImportStatements(database).measure();
    SortedMap<Integer, Double> filled = new TreeMap<>();
    for (int spans : SPANS) {
      progress.accept("a month with %d covered spans".formatted(spans));
      FilledMonth month = new FilledMonth(database, spans, !quick);
      month.read();
      filled.put(spans, millis(runs, month::read));
    }
    return new BucketsReport(rows, late, statements, filled, quick);
  }

  private Row refresh(EventTable table, BucketRefresher refresher, long size)
      throws InterruptedException {
    List<Double> ours = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      table.markAll();
      ours.add(seconds(() -> refresher.refresh(EventTable.type(), BUDGET)));
      bare.add(seconds(table::bareScan));
    }
    return new Row(size, size / median(ours), size / median(bare));
  }

  private static double late(EventTable table, BucketRefresher refresher)
      throws InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < LATE_EVENTS; i++) {
      table.late(i, i * table.buckets() / LATE_EVENTS);
      seconds.add(seconds(() -> refresher.refresh(EventTable.type(), BUDGET)));
    }
    return 1000 * median(seconds);
  }

  @FunctionalInterface
  private interface Work {
    Object run() throws InterruptedException;
  }

  private static double millis(int runs, Work work) throws InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      seconds.add(seconds(work));
    }
    return 1000 * median(seconds);
  }

  private static double seconds(Work work) throws InterruptedException {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e9;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }
}

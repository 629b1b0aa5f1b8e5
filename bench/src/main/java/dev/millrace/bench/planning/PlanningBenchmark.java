package dev.millrace.bench.planning;

import dev.millrace.bench.server.BenchDatabase;
import dev.millrace.catalogue.Catalogue;
import dev.millrace.catalogue.definition.DefinitionParser;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.SliceState;
import dev.millrace.ledger.run.RunControl;
import dev.millrace.ledger.run.Runs;
import dev.millrace.plan.Backfill;
import dev.millrace.plan.Backfills;
import dev.millrace.plan.Only;
import dev.millrace.time.SliceWidth;
import dev.millrace.time.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Ten years of nine types by the hour: 788,400 slices. */
public final class PlanningBenchmark {

  private static final Instant END = Instant.parse("2025-01-01T00:00:00Z");
  private static final long YEAR = 365 * 86_400L;
  private static final int YEARS = 10;
  private static final List<String> TYPES =
      IntStream.rangeClosed(1, 9).mapToObj(i -> "Type" + i).toList();

  private final boolean quick;
  private final int runs;
  private final Consumer<String> progress;

  /**
   * @param progress receives a line per step
   */
  public PlanningBenchmark(boolean quick, Consumer<String> progress) {
    this.quick = quick;
    this.runs = quick ? 1 : 3;
    this.progress = progress;
  }

  /** Runs it in a database of its own. */
  public PlanningReport run() throws InterruptedException {
    try (BenchDatabase server = BenchDatabase.start()) {
      return run(server.database());
    }
  }

  private PlanningReport run(Database database) throws InterruptedException {
    Window all = new Window(END.getEpochSecond() - years() * YEAR, END.getEpochSecond());
    Window tenth = new Window(all.to() - all.seconds() / 10, all.to());
    List<Double> ours = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    long slices = 0;
    long run = 0;
    for (int i = 0; i < runs; i++) {
      empty(database);
      progress.accept("bare inserts");
      long begun = System.nanoTime();
      long rows = BareInserts.run(database, TYPES, all);
      bare.add(rows / seconds(begun));
      empty(database);
      progress.accept("a backfill");
      begun = System.nanoTime();
      run = plan(database, all, "timed");
      double took = seconds(begun);
      slices = count(database, run);
      ours.add(slices / took);
    }
    progress.accept("a portion, and cancelling");
    long begun = System.nanoTime();
    new Runs(database).portions().take(20);
    double portion = seconds(begun);
    begun = System.nanoTime();
    new RunControl(database).cancel(run);
    double cancel = seconds(begun);
    long stranded = open(database);
    empty(database);
    progress.accept("heap");
    long small = HeapUse.during(() -> plan(database, tenth, "small"));
    empty(database);
    long full = HeapUse.during(() -> plan(database, all, "full"));
    return new PlanningReport(
        slices, median(ours), median(bare), small, full, portion, cancel, stranded, quick);
  }

  private long years() {
    return quick ? 1 : YEARS;
  }

  private static long plan(Database database, Window window, String trigger) {
    Backfill asked =
        new Backfill(TYPES, window.from(), window.to(), Only.ALL, SliceWidth.HOUR, null);
    return new Backfills(database).plan(asked, trigger, END.plusSeconds(3600), catalogue()).run();
  }

  private static Catalogue catalogue() {
    return Catalogue.of(
        TYPES.stream()
            .map(
                type ->
                    DefinitionParser.parse(
                        "type: " + type + "\ncolumns: { a: { from: /a } }", type))
            .toList());
  }

  private static void empty(Database database) {
    for (String table : List.of("millrace_slice", "millrace_run")) {
      database.transact(connection -> Sql.update(connection, "TRUNCATE TABLE " + table));
    }
  }

  private static long count(Database database, long run) {
    return database.transact(
        connection ->
            Sql.number(connection, "SELECT COUNT(*) FROM millrace_slice WHERE run = ?", run));
  }

  private static long open(Database database) {
    return database.transact(
        connection ->
            Sql.number(
                connection,
                "SELECT COUNT(*) FROM millrace_slice WHERE state " + SliceState.IN_OPEN));
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}

package dev.millrace.bench.imports;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseSettings;
import dev.millrace.local.database.LocalDatabase;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.guard.Budget;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.http.ExchangeLog;
import dev.millrace.worker.source.http.TypeSources;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Reads an API page by page, with and without the import behind it: the same client, the same
 * pages, one way after the other for several rounds.
 */
public final class SourcesBenchmark {

  private static final int BATCH = 1000;
  private static final int DOCUMENT_BYTES = 1 << 24;
  private static final int NO_LIMIT = 1_000_000;

  /** The time that the API takes for a request. */
  private static final Duration DELAY = Duration.ofMillis(5);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Slices at once. */
  private static final List<Integer> AT_ONCE = List.of(1, 2, 4);

  private static final int MOST_AT_ONCE = 4;

  private final int slices;
  private final int pages;
  private final int rounds;
  private final int warmUps;
  private final boolean quick;
  private final Consumer<String> progress;

  /**
   * @param progress receives a line per step
   */
  public SourcesBenchmark(boolean quick, Consumer<String> progress) {
    this.slices = quick ? 2 : 8;
    this.pages = quick ? 3 : 100;
    this.rounds = quick ? 1 : 5;
    this.warmUps = quick ? 0 : 2;
    this.quick = quick;
    this.progress = progress;
  }

  /** Runs it in a database of its own. */
  public SourcesReport run() throws InterruptedException {
    try (LocalDatabase server = LocalDatabase.temporary();
        PagedSource paged = new PagedSource(slices, pages, DELAY)) {
      DocumentType type = paged.type();
      DatabaseSettings settings =
          new DatabaseSettings(
              server.jdbcUrl(), server.user(), server.password(), 2 * MOST_AT_ONCE + 2);
      try (GuardedSource source = client(type);
          Database database = Database.open(settings)) {
        return measure(paged.windows(), source, new Target(database, type), database);
      }
    }
  }

  private static GuardedSource client(DocumentType type) {
    TypeSources sources =
        new TypeSources(
            (name, _) -> {
              throw new IOException(name + " has no source");
            },
            name -> name.equals(type.name()) ? Optional.of(type) : Optional.empty(),
            NamedSecrets.NONE,
            new SizeLimits(DOCUMENT_BYTES),
            InstantSource.system(),
            System::nanoTime,
            ExchangeLog.NONE,
            (_, _) -> Budget.UNLIMITED);
    return new GuardedSource(
        "no document API", sources, NO_LIMIT, InstantSource.system(), PATIENCE, PATIENCE);
  }

  private SourcesReport measure(
      List<Window> windows, GuardedSource source, Target target, Database database)
      throws InterruptedException {
    long documents = (long) slices * pages * PagedSource.PAGE;
    MillraceImport imports = new MillraceImport(database, source, target.type());
    SortedMap<Integer, List<Double>> alone = new TreeMap<>();
    SortedMap<Integer, List<Double>> whole = new TreeMap<>();
    for (int round = 1 - warmUps; round <= rounds; round++) {
      progress.accept(round < 1 ? "warming up" : "round %d of %d".formatted(round, rounds));
      for (int atOnce : AT_ONCE) {
        double read = rate(documents, () -> read(windows, source, target.type(), atOnce));
        target.empty();
        MillraceImport.Planned planned = imports.plan(windows, BATCH);
        double imported = rate(documents, () -> planned.run(atOnce));
        target.mustHold(documents);
        progress.accept(
            "  %d at once: %,.0f documents/s read, %,.0f imported"
                .formatted(atOnce, read, imported));
        if (round >= 1) {
          alone.computeIfAbsent(atOnce, _ -> new ArrayList<>()).add(read);
          whole.computeIfAbsent(atOnce, _ -> new ArrayList<>()).add(imported);
        }
      }
    }
    return new SourcesReport(documents, DELAY.toMillis(), alone, whole, quick);
  }

  @FunctionalInterface
  private interface Work {
    long run() throws InterruptedException;
  }

  private static double rate(long expected, Work work) throws InterruptedException {
    long begun = System.nanoTime();
    long done = work.run();
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (done != expected) {
      throw new IllegalStateException("%d documents came, not %d".formatted(done, expected));
    }
    return done / seconds;
  }

  /** The client alone: every page is fetched and every document brought into its form. */
  private static long read(
      List<Window> windows, GuardedSource source, DocumentType type, int atOnce)
      throws InterruptedException {
    Semaphore permits = new Semaphore(atOnce);
    List<Future<Long>> read = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Window window : windows) {
        permits.acquire();
        read.add(
            threads.submit(
                () -> {
                  try (DocumentCursor documents = source.open(type.name(), window)) {
                    while (documents.next()) {
                      // only read to the end
                    }
                    return documents.documents();
                  } finally {
                    permits.release();
                  }
                }));
      }
    }
    return read.stream().mapToLong(Future::resultNow).sum();
  }
}

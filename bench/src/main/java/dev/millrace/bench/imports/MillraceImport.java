package dev.millrace.bench.imports;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.database.Database;
import dev.millrace.database.Sql;
import dev.millrace.ledger.Attempt;
import dev.millrace.ledger.Attempts;
import dev.millrace.ledger.Claim;
import dev.millrace.ledger.PlannedSlice;
import dev.millrace.ledger.RunKind;
import dev.millrace.ledger.run.Runs;
import dev.millrace.time.Window;
import dev.millrace.worker.ingest.SliceImporter;
import dev.millrace.worker.ingest.SliceLimits;
import dev.millrace.worker.source.DocumentSource;
import dev.millrace.worker.source.MalformedAnswerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** A backfill as a worker handles it: each slice is claimed, imported and finished. */
final class MillraceImport {

  private static final String SLICES = "SELECT id FROM millrace_slice WHERE run = ? ORDER BY id";

  private final Database database;
  private final DocumentSource source;
  private final DocumentType type;

  MillraceImport(Database database, DocumentSource source, DocumentType type) {
    this.database = database;
    this.source = source;
    this.type = type;
  }

  /** Plans the slices, so that this is not measured. */
  Planned plan(List<Window> windows, int batchRows) {
    String trigger = "benchmark " + System.nanoTime();
    List<PlannedSlice> slices =
        windows.stream().map(window -> new PlannedSlice(type.name(), window)).toList();
    long run = new Runs(database).plan(RunKind.BACKFILL, trigger, slices).run();
    return new Planned(
        database.transact(connection -> Sql.list(connection, SLICES, row -> row.getLong(1), run)),
        batchRows);
  }

  /** Slices that can be imported once. */
  final class Planned {

    private final List<Long> slices;
    private final Attempts attempts = new Attempts(database, "benchmark", Duration.ofMinutes(5));
    private final SliceImporter importer;

    private Planned(List<Long> slices, int batchRows) {
      this.slices = slices;
      this.importer = new SliceImporter(source, database, attempts, batchRows);
    }

    /**
     * Imports and finishes every slice, several at once; returns the number of fetched documents.
     */
    long run(int atOnce) throws InterruptedException {
      Semaphore permits = new Semaphore(atOnce);
      List<Future<Long>> fetched = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (long slice : slices) {
          permits.acquire();
          fetched.add(
              threads.submit(
                  () -> {
                    try {
                      return run(slice);
                    } finally {
                      permits.release();
                    }
                  }));
        }
      }
      return fetched.stream().mapToLong(Future::resultNow).sum();
    }

    private long run(long slice) throws InterruptedException {
      if (!(attempts.claim(slice, type.name()) instanceof Claim.Claimed(Attempt attempt))) {
        throw new IllegalStateException("slice %d cannot be claimed".formatted(slice));
      }
      try {
        return importer.run(attempt, type, SliceLimits.NONE).counts().fetched();
      } catch (MalformedAnswerException e) {
        throw new IllegalStateException("the source of the benchmark gave an unexpected answer", e);
      }
    }
  }
}

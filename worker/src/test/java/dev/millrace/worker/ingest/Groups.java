package dev.millrace.worker.ingest;

import dev.millrace.database.Database;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.UnclaimedSlice;
import dev.millrace.ledger.order.AttemptWatermarks;
import dev.millrace.ledger.order.LockedType;
import dev.millrace.time.Window;
import dev.millrace.worker.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A worker that fetches slices of things and commits them in groups. */
final class Groups {

  private final TestDatabase database;
  private final Things things;
  private final AttemptWatermarks watermarks;
  private final GroupCommit commits;

  /**
   * @param pool of the worker
   */
  Groups(TestDatabase database, Database pool) {
    this.database = database;
    this.things = new Things(database);
    this.watermarks = new AttemptWatermarks(pool, System::nanoTime);
    this.commits = new GroupCommit(pool, watermarks, "a worker", 1000);
  }

  /** Plans a slice of a minute and fetches these documents now. */
  FetchedSlice fetched(int minute, String... documents) {
    Window window = new Window(60L * minute, 60L * minute + 60);
    return fetched(window, documents);
  }

  FetchedSlice fetched(Window window, String... documents) {
    return fetched(database.plan("Thing", window), window, documents);
  }

  FetchedSlice fetched(long slice, Window window, String... documents) {
    long watermark = watermarks.of("Thing");
    return new FetchedSlice(
        new UnclaimedSlice(
            slice,
            "Thing",
            window,
            LockedType.of(database.type("Thing")),
            watermark,
            Duration.ofMillis(5)),
        database.type("Thing"),
        things.fetched(documents));
  }

  Optional<Counts> commit(FetchedSlice slice) throws InterruptedException {
    return commits.commit(slice);
  }

  /** Commits them as one group: the first one waits for the type's lock until all have arrived. */
  List<Optional<Counts>> together(List<FetchedSlice> slices) throws Exception {
    return together(slices, false);
  }

  /**
   * The same.
   *
   * @param failing whether a failure is an empty result
   */
  List<Optional<Counts>> together(List<FetchedSlice> slices, boolean failing) throws Exception {
    try (var holder = database.connect();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      FetchedSlice first = fetched(1_000_000);
      TestDatabase.run(holder, "SELECT * FROM millrace_type WHERE type = 'Thing' FOR UPDATE");
      Future<?> leader = threads.submit(() -> commit(first));
      database.awaitLockWait();
      List<Future<Optional<Counts>>> others = new ArrayList<>();
      for (FetchedSlice slice : slices) {
        others.add(threads.submit(() -> commit(slice)));
        while (commits.waiting("Thing") < others.size()) {
          Thread.onSpinWait();
        }
      }
      holder.commit();
      leader.get();
      List<Optional<Counts>> results = new ArrayList<>();
      for (Future<Optional<Counts>> other : others) {
        try {
          results.add(other.get());
        } catch (ExecutionException e) {
          if (!failing) {
            throw e;
          }
          results.add(Optional.empty());
        }
      }
      return results;
    }
  }
}

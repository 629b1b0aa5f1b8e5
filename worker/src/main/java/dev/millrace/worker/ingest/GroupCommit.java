package dev.millrace.worker.ingest;

import dev.millrace.database.Database;
import dev.millrace.ledger.Counts;
import dev.millrace.ledger.order.AttemptWatermarks;
import dev.millrace.time.Window;
import dev.millrace.worker.ingest.GroupTransaction.Written;
import dev.millrace.worker.store.RefusedDataException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commits small slices that were fetched before they were claimed, those of a type that wait at the
 * same time in one transaction. Nothing lingers: slices that arrive while one group is committed
 * are the next group, and one of their threads commits it. Thread-safe.
 */
public final class GroupCommit {

  private static final int MOST_SLICES = 64;

  /** Documents of a group: one packet holds them, and servers accept 16 MB or 64 MB. */
  static final long MOST_BYTES = 4 << 20;

  private final Database database;
  private final AttemptWatermarks watermarks;
  private final String worker;
  private final int mostRows;
  private final Map<String, Line> lines = new ConcurrentHashMap<>();

  /**
   * @param worker name of this process for operators, at most 128 characters
   * @param mostRows maximum rows per transaction, unless one slice has more
   */
  public GroupCommit(Database database, AttemptWatermarks watermarks, String worker, int mostRows) {
    this.database = database;
    this.watermarks = watermarks;
    this.worker = worker;
    this.mostRows = mostRows;
  }

  /**
   * Claims, writes and finishes the slice.
   *
   * @return the counts of its documents; empty when the slice must be claimed first and fetched
   *     again: it does not wait for a worker, another attempt overlaps it, its definition has
   *     changed, or the database refuses one of its values
   * @throws dev.millrace.database.DatabaseException when the group could not be committed
   * @throws InterruptedException when the slice was not committed
   */
  public Optional<Counts> commit(FetchedSlice slice) throws InterruptedException {
    Line line = lines.computeIfAbsent(slice.type().name(), _ -> new Line());
    Waiting own = new Waiting(slice);
    line.add(own);
    lock(line, own);
    try {
      while (!own.done) {
        commit(line, own);
      }
    } finally {
      line.lock.unlock();
    }
    return own.result();
  }

  /** The number of slices of a type that wait for the next group. */
  int waiting(String type) {
    Line line = lines.get(type);
    return line == null ? 0 : line.size();
  }

  /** An interrupt has no effect once another thread is committing the slice. */
  private static void lock(Line line, Waiting own) throws InterruptedException {
    try {
      line.lock.lockInterruptibly();
    } catch (InterruptedException e) {
      if (line.remove(own)) {
        throw e;
      }
      line.lock.lock();
      Thread.currentThread().interrupt();
    }
  }

  private void commit(Line line, Waiting own) {
    List<Waiting> group = line.take(mostRows);
    if (group.isEmpty()) {
      throw new IllegalStateException("the slice is neither committed nor waiting");
    }
    try {
      commit(group);
    } catch (RuntimeException e) {
      failed(line, own, group, e);
    } catch (Error e) {
      failed(line, own, group, new IllegalStateException("the group could not be committed", e));
      throw e;
    }
  }

  /** Only this thread was interrupted: another one commits the rest of the group. */
  private static void failed(Line line, Waiting own, List<Waiting> group, RuntimeException e) {
    List<Waiting> rest = group.stream().filter(waiting -> !waiting.done).toList();
    if (Thread.currentThread().isInterrupted()) {
      line.putBack(rest);
      line.remove(own);
      own.fail(e);
    } else {
      rest.forEach(waiting -> waiting.fail(e));
    }
  }

  /** Halves a group in which the database refuses a value, until that slice is alone. */
  private void commit(List<Waiting> group) {
    List<FetchedSlice> slices = group.stream().map(waiting -> waiting.slice).toList();
    GroupTransaction transaction = new GroupTransaction(worker, slices);
    try {
      Written written = database.transact(transaction::run);
      if (written.watermark() > 0) {
        watermarks.raise(slices.getFirst().type().name(), written.watermark());
      }
      group.forEach(waiting -> waiting.end(written.slices().get(waiting.slice.slice().id())));
    } catch (RefusedDataException e) {
      if (group.size() == 1) {
        group.getFirst().end(null);
        return;
      }
      int half = group.size() / 2;
      commit(group.subList(0, half));
      commit(group.subList(half, group.size()));
    }
  }

  /** A slice and what became of it. Guarded by the lock of its line. */
  private static final class Waiting {

    final FetchedSlice slice;
    private boolean done;
    private @Nullable Counts counts;
    private @Nullable RuntimeException failure;

    Waiting(FetchedSlice slice) {
      this.slice = slice;
    }

    void end(@Nullable Counts written) {
      counts = written;
      done = true;
    }

    void fail(RuntimeException e) {
      failure = e;
      done = true;
    }

    Optional<Counts> result() {
      if (failure != null) {
        throw failure;
      }
      return Optional.ofNullable(counts);
    }
  }

  /** The waiting slices of a type. The lock is held by the thread that commits. */
  private static final class Line {

    final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    synchronized void add(Waiting slice) {
      waiting.addLast(slice);
    }

    synchronized int size() {
      return waiting.size();
    }

    synchronized boolean remove(Waiting slice) {
      return waiting.remove(slice);
    }

    synchronized void putBack(List<Waiting> slices) {
      slices.reversed().forEach(waiting::addFirst);
    }

    /**
     * Takes the first slice and those that fit: of the same definition and without an overlap,
     * since the newest fetch of a second must win, and the order in a group says nothing about it.
     */
    synchronized List<Waiting> take(int mostRows) {
      List<Waiting> group = new ArrayList<>();
      int rows = 0;
      long bytes = 0;
      for (Iterator<Waiting> rest = waiting.iterator(); rest.hasNext(); ) {
        Waiting next = rest.next();
        int moreRows = next.slice.rows();
        long moreBytes = next.slice.bytes();
        boolean room = rows + moreRows <= mostRows && bytes + moreBytes <= MOST_BYTES;
        if (group.isEmpty() || (room && fits(group, next.slice))) {
          group.add(next);
          rows += moreRows;
          bytes += moreBytes;
          rest.remove();
        }
        if (group.size() == MOST_SLICES) {
          break;
        }
      }
      return group;
    }

    private static boolean fits(List<Waiting> group, FetchedSlice slice) {
      Window window = slice.slice().window();
      return group.getFirst().slice.slice().definition().equals(slice.slice().definition())
          && group.stream().noneMatch(other -> other.slice.slice().window().overlaps(window));
    }
  }
}

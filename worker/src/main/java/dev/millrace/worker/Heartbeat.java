package dev.millrace.worker;

import dev.millrace.contact.DatabaseContact;
import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.fleet.Heartbeats;
import dev.millrace.worker.source.guard.CircuitReports;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records this worker's signs of life and its open circuits until it is closed, and then removes
 * them.
 */
final class Heartbeat implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private final Database database;
  private final Heartbeats heartbeats;
  private final String worker;
  private final LongSupplier inHand;
  private final CircuitReports circuits;
  private final DatabaseContact contact;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Outage outage;

  /** The first and the newest failure of an outage. */
  private record Outage(long sinceNanos, String reason) {}

  private Heartbeat(
      Database database,
      DatabaseContact contact,
      String worker,
      LongSupplier inHand,
      CircuitReports circuits) {
    this.database = database;
    this.contact = contact;
    this.heartbeats = new Heartbeats(database);
    this.worker = worker;
    this.inHand = inHand;
    this.circuits = circuits;
    this.thread = Thread.ofVirtual().name("heartbeat").unstarted(this::run);
  }

  /**
   * Starts without waiting for the database.
   *
   * @param contact explains failures of the database
   * @param inHand the number of received messages that are not acknowledged yet
   */
  static Heartbeat start(
      Database database,
      DatabaseContact contact,
      String worker,
      LongSupplier inHand,
      CircuitReports circuits) {
    Heartbeat heartbeat = new Heartbeat(database, contact, worker, inHand, circuits);
    heartbeat.thread.start();
    return heartbeat;
  }

  private void run() {
    attempt("delete old workers", heartbeats::removeOld);
    try {
      do {
        attempt("record", this::beat);
      } while (!closed.await(Heartbeats.EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat() {
    heartbeats.beat(worker, inHand.getAsLong());
    circuits.report();
  }

  /** A missing sign stops nothing: the next one follows, and leases decide about slices. */
  private void attempt(String what, Runnable step) {
    try {
      step.run();
      outage = null;
    } catch (DatabaseException e) {
      log.debug("the heartbeat could not {}: {}", what, e.getMessage());
      if (e.unavailable()) {
        failed(contact.explain(e));
      }
    }
  }

  private void failed(String reason) {
    Outage before = outage;
    outage = new Outage(before == null ? System.nanoTime() : before.sinceNanos(), reason);
    if (before == null) {
      log.warn("the database is unavailable: {}", reason);
    }
  }

  /** Since when the database is unavailable and why; empty while it is available. */
  Optional<String> databaseTrouble() {
    if (!database.unavailable()) {
      return Optional.empty();
    }
    Outage now = outage;
    return Optional.of(
        now == null
            ? "the database is unavailable"
            : "for %d s: %s"
                .formatted(
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - now.sinceNanos()),
                    now.reason()));
  }

  private void end() {
    circuits.end();
    heartbeats.remove(worker);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!database.unavailable()) {
      attempt("remove this worker", this::end);
    }
  }
}

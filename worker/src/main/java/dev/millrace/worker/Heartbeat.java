package dev.millrace.worker;

import dev.millrace.database.Database;
import dev.millrace.database.DatabaseException;
import dev.millrace.fleet.Heartbeats;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records this worker's signs of life until it is closed, and then removes them. */
final class Heartbeat implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private final Database database;
  private final Heartbeats heartbeats;
  private final String worker;
  private final LongSupplier inHand;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  private Heartbeat(Database database, String worker, LongSupplier inHand) {
    this.database = database;
    this.heartbeats = new Heartbeats(database);
    this.worker = worker;
    this.inHand = inHand;
    this.thread = Thread.ofVirtual().name("heartbeat").unstarted(this::run);
  }

  /**
   * Starts without waiting for the database.
   *
   * @param inHand the number of received messages that are not acknowledged yet
   */
  static Heartbeat start(Database database, String worker, LongSupplier inHand) {
    Heartbeat heartbeat = new Heartbeat(database, worker, inHand);
    heartbeat.thread.start();
    return heartbeat;
  }

  private void run() {
    attempt("delete old workers", heartbeats::removeOld);
    try {
      do {
        attempt("record", () -> heartbeats.beat(worker, inHand.getAsLong()));
      } while (!closed.await(Heartbeats.EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** A missing sign stops nothing: the next one follows, and leases decide about slices. */
  private static void attempt(String what, Runnable step) {
    try {
      step.run();
    } catch (DatabaseException e) {
      log.debug("the heartbeat could not {}: {}", what, e.getMessage());
    }
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
      attempt("remove this worker", () -> heartbeats.remove(worker));
    }
  }
}

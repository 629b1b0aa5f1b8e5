package dev.millrace.torture.traffic;

import dev.millrace.torture.jdbc.Tables.Row;
import dev.millrace.torture.process.QueueServer;
import dev.millrace.torture.process.Signals;
import dev.millrace.torture.process.WorkerSlot;
import dev.millrace.torture.source.Trouble;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets the pipeline come to rest. Hours pass in the ledger, but only after the messages of all open
 * slices were looked for: one that is missing although no queue was lost was deleted too early.
 */
final class Rest {

  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final String OPEN = "state IN ('planned', 'sent', 'running')";

  /** A command that sent a slice may have noted it after the loss of its message. */
  private static final Duration NOTED = Duration.ofSeconds(70);

  /** Rows that others write are counted within two sweeps. */
  private static final int SWEEPS = 2;

  private final Stage stage;

  Rest(Stage stage) {
    this.stage = stage;
  }

  /** Ends all harm and starts what has ended. */
  void heal() throws InterruptedException, SQLException {
    stage.source().trouble(Trouble.NONE, "");
    stage.source().restless(false);
    Signals.resume(stage.database().pid());
    if (!stage.database().running()) {
      stage.database().restart();
    }
    for (WorkerSlot worker : stage.workers()) {
      worker.heal();
      Signals.resume(worker.pid());
      worker.revive();
    }
    for (Row run : stage.tables().list("SELECT id FROM millrace_run WHERE state = 'paused'")) {
      stage.commands().run("resume", run.text("id"));
    }
  }

  /**
   * Waits until no slice is open and no bucket stale.
   *
   * @param lostAt when messages were lost last; null for never
   * @return slices whose messages are missing; empty when all is well
   */
  List<String> await(@Nullable Instant lostAt) throws InterruptedException, SQLException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    List<String> missing = new ArrayList<>();
    int empty = 0;
    int rests = 0;
    while (System.nanoTime() - deadline < 0) {
      stage.workers().forEach(WorkerSlot::revive);
      hurry();
      int swept = stage.commands().run("sweep");
      rests = swept == 0 && atRest() ? rests + 1 : 0;
      if (rests == SWEEPS) {
        return missing;
      }
      empty = queuesAreEmpty() ? empty + 1 : 0;
      if (empty >= 2) {
        if (missing.isEmpty()) {
          missing.addAll(withoutMessage(lostAt));
        }
        hoursPass();
        empty = 0;
      }
      Thread.sleep(500);
    }
    return missing;
  }

  private boolean atRest() throws SQLException {
    return stage.tables().number("SELECT COUNT(*) FROM millrace_slice WHERE " + OPEN) == 0
        && stage.tables().number("SELECT COUNT(*) FROM millrace_stale_bucket") == 0;
  }

  private boolean queuesAreEmpty() {
    return QueueServer.WORK.stream().allMatch(queue -> stage.queues().waiting(queue) == 0);
  }

  private void hurry() throws SQLException {
    stage
        .tables()
        .change(
            "UPDATE millrace_slice SET not_before = NOW(3), reserved_until = NULL WHERE state ="
                + " 'planned'");
    stage.tables().change("UPDATE millrace_run SET sent_until = NULL, reserved_until = NULL");
  }

  private List<String> withoutMessage(@Nullable Instant lostAt) throws SQLException {
    if (Instant.MAX.equals(lostAt)) {
      return List.of();
    }
    long since = lostAt == null ? 0 : lostAt.plus(NOTED).getEpochSecond();
    return stage
        .tables()
        .list(
            "SELECT id, type, window_from, window_to, state, sent_at FROM millrace_slice WHERE"
                + " state IN ('sent', 'running') AND sent_at > FROM_UNIXTIME(?) AND sent_at <"
                + " NOW(3) - INTERVAL 3 SECOND",
            since)
        .stream()
        .map(Row::toString)
        .toList();
  }

  private void hoursPass() throws SQLException {
    stage
        .tables()
        .change("UPDATE millrace_slice SET sent_at = sent_at - INTERVAL 1 HOUR WHERE " + OPEN);
    stage
        .tables()
        .change(
            "UPDATE millrace_attempt SET lease_until = lease_until - INTERVAL 1 HOUR WHERE state ="
                + " 'running' AND lease_until < NOW(3)");
    stage
        .tables()
        .change("UPDATE millrace_stale_bucket SET marked_at = marked_at - INTERVAL 1 HOUR");
  }
}

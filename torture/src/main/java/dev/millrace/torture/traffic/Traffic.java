package dev.millrace.torture.traffic;

import dev.millrace.torture.jdbc.Tables.Row;
import dev.millrace.torture.source.Kind;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ticks, sweeps, commands of operators, documents that come and change, and rows of others. The
 * time of the ticks runs fast: ten minutes each few seconds.
 */
final class Traffic {

  private static final long STEP = 600;
  private static final List<Kind> KINDS = List.of(Kind.values());

  /** Commands end by themselves in less time unless something is away. */
  private static final Duration LONGEST_COMMAND = Duration.ofSeconds(40);

  private final Stage stage;
  private final Journal journal;
  private final boolean killsCommands;
  private final Definitions definitions;
  private final AtomicBoolean changed = new AtomicBoolean();
  private volatile long now;

  Traffic(Stage stage, Journal journal, boolean killsCommands) {
    this.stage = stage;
    this.journal = journal;
    this.killsCommands = killsCommands;
    this.definitions = new Definitions(stage.definitions(), stage.since());
    this.now = stage.since() + 3600;
  }

  /** The time of the newest tick, unix seconds. */
  long now() {
    return now;
  }

  /** Whether the second edition of the definitions is applied. */
  boolean changed() {
    return changed.get();
  }

  /** Prepares the tables. */
  void begin() throws IOException, InterruptedException, SQLException {
    definitions.write(false);
    stage
        .tables()
        .change(
            "CREATE TABLE Strange (id INT PRIMARY KEY AUTO_INCREMENT, moment DATETIME(3) NOT NULL,"
                + " KEY moment (moment)) ENGINE = InnoDB");
    applyTypes();
    for (Kind kind : Kind.values()) {
      stage.world().add(kind, stage.since(), now, 60);
    }
  }

  private void applyTypes() throws InterruptedException {
    int status = stage.commands().run("types", "apply");
    if (status != 0) {
      throw new IllegalStateException("types apply ended with status " + status);
    }
  }

  /** A tick, sometimes two at once. */
  void tick(Random random) throws InterruptedException {
    long at = now + STEP;
    for (Kind kind : Kind.values()) {
      stage.world().add(kind, now, at, 4 + random.nextInt(20));
    }
    now = at;
    List<String> command = List.of("produce", "--at", Long.toString(at));
    int ticks = random.nextInt(5) == 0 ? 2 : 1;
    journal.add("tick of " + at + (ticks == 2 ? ", twice" : ""));
    atOnce(random, ticks, command);
  }

  /** A sweep, sometimes several at once. */
  void sweep(Random random) throws InterruptedException {
    atOnce(random, random.nextInt(5) == 0 ? 3 : 1, List.of("sweep"));
  }

  private void atOnce(Random random, int times, List<String> command) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Duration until = until(random, command);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      stage.commands().run(until, command);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private Duration until(Random random, List<String> command) {
    if (!killsCommands || random.nextInt(12) > 0) {
      return LONGEST_COMMAND;
    }
    journal.add(Fault.KILL_COMMAND, String.join(" ", command));
    return Duration.ofMillis(random.nextInt(300, 2500));
  }

  /** Documents appear late and change, others insert, move and delete their rows. */
  void change(Random random) {
    Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    if (random.nextInt(3) == 0) {
      stage.world().add(kind, stage.since(), now, 1);
    } else {
      stage.world().edit(kind, Math.max(stage.since(), now - 5400), now, 2);
    }
    if (random.nextInt(4) == 0) {
      try {
        // Sweeps look for changes of the last day.
        stage
            .tables()
            .change(
                "INSERT INTO Strange (moment) VALUES (NOW(3) - INTERVAL ? SECOND)",
                random.nextInt(900, 40_000));
        stage
            .tables()
            .change(
                "UPDATE Strange SET moment = moment + INTERVAL ? SECOND WHERE id % 7 = ? LIMIT 2",
                random.nextInt(-900, 900), random.nextInt(7));
        stage.tables().change("DELETE FROM Strange WHERE id % 50 = ?", random.nextInt(50));
      } catch (SQLException _) {
        // the database is away
      }
    }
  }

  /** What waits in the ledger for its next try is due. */
  void hurry() {
    try {
      stage
          .tables()
          .change(
              "UPDATE millrace_slice SET not_before = NOW(3) WHERE state = 'planned' AND retries >"
                  + " 0 AND not_before > NOW(3)");
    } catch (SQLException _) {
      // the database is away
    }
  }

  /** Something that an operator does. */
  void operate(Random random) throws InterruptedException, IOException {
    List<String> command = new ArrayList<>();
    String type = KINDS.get(random.nextInt(KINDS.size())).type();
    long from = random.nextLong(stage.since(), now - 600);
    long to = Math.min(now - 60, from + random.nextLong(600, 7200));
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> {
        List<String> only = List.of("all", "missing", "older-definition", "dead");
        command.addAll(List.of("backfill", "--from", Long.toString(from)));
        command.addAll(List.of("--to", Long.toString(to)));
        command.addAll(List.of("--only", only.get(random.nextInt(4))));
        if (random.nextBoolean()) {
          command.addAll(List.of("--types", type));
        }
      }
      case 3, 4 -> command.addAll(ofRun(random));
      case 5 -> command.addAll(List.of("dlq", "redrive", "--max-redrives", "100"));
      case 6, 7 -> command.addAll(List.of("recount", "--type", type));
      case 8 -> command.addAll(List.of("rejected", "replay"));
      case 9 -> {
        if (changed.compareAndSet(false, true)) {
          definitions.write(true);
        }
        command.addAll(List.of("types", "apply"));
      }
      case 10 ->
          stage
              .queues()
              .send(
                  "backfill",
                  "{\"types\":[\"%s\"],\"timestamp_from\":%d,\"timestamp_to\":%d}"
                      .formatted(type, from, to),
                  0);
      default -> stage.queues().send("import", "{\"kind\":\"slice\",", 0);
    }
    if (!command.isEmpty()) {
      journal.add("millrace " + String.join(" ", command));
      stage.commands().run(until(random, command), command);
    }
  }

  private List<String> ofRun(Random random) {
    try {
      List<Row> runs =
          stage
              .tables()
              .list(
                  "SELECT id, state FROM millrace_run WHERE kind = 'backfill' AND ended_at IS"
                      + " NULL");
      if (runs.isEmpty()) {
        return List.of();
      }
      Row run = runs.get(random.nextInt(runs.size()));
      return switch (random.nextInt(3)) {
        case 0 -> List.of("cancel", "--yes", run.text("id"));
        case 1 -> List.of("pause", run.text("id"));
        default -> List.of("resume", run.text("id"));
      };
    } catch (SQLException _) {
      return List.of();
    }
  }

  /** The second edition is applied at the latest here. */
  void end() throws InterruptedException, IOException {
    changed.set(true);
    definitions.write(true);
    applyTypes();
  }
}

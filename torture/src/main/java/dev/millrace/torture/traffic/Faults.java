package dev.millrace.torture.traffic;

import dev.millrace.torture.jdbc.Tables.Row;
import dev.millrace.torture.process.QueueServer;
import dev.millrace.torture.process.Signals;
import dev.millrace.torture.process.WorkerSlot;
import dev.millrace.torture.proxy.FaultyLink;
import dev.millrace.torture.source.Kind;
import dev.millrace.torture.source.Trouble;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Injects faults, one after the other, while earlier ones may still last. */
final class Faults {

  /** Longer than a lease and the time in which its end is noticed. */
  private static final Duration BEYOND_THE_LEASE = Duration.ofSeconds(9);

  private static final List<Kind> KINDS = List.of(Kind.values());

  private static final List<Trouble> TROUBLES =
      List.copyOf(EnumSet.complementOf(EnumSet.of(Trouble.NONE)));

  private final Stage stage;
  private final Journal journal;
  private final Random random;
  private final List<Fault> lots;
  private final InstantSource clock;
  private volatile @Nullable Instant messagesLostAt;

  Faults(Stage stage, Journal journal, Random random, Set<Fault> faults, InstantSource clock) {
    this.stage = stage;
    this.journal = journal;
    this.random = random;
    this.clock = clock;
    this.lots =
        faults.stream()
            .filter(fault -> fault != Fault.KILL_COMMAND)
            .flatMap(fault -> Collections.nCopies(fault.weight(), fault).stream())
            .toList();
  }

  /** When a queue lost messages last; null if none has. */
  @Nullable Instant messagesLostAt() {
    return messagesLostAt;
  }

  /** One fault; some last on. */
  void inject() throws InterruptedException {
    if (lots.isEmpty()) {
      return;
    }
    Fault fault = lots.get(random.nextInt(lots.size()));
    WorkerSlot worker = stage.workers().get(random.nextInt(stage.workers().size()));
    switch (fault) {
      case KILL, STOP, FREEZE, FREEZE_ALL, KILL_AT_COMMIT -> signal(fault, worker);
      case KILL_DATABASE, FREEZE_DATABASE, END_CONNECTIONS -> database(fault);
      case LOSE_QUEUES, PURGE_QUEUE, DUPLICATE -> queues(fault);
      case LOSE_COMMIT_ANSWER -> {
        journal.add(fault, worker.name());
        worker.database().loseAnswer();
      }
      case LOSE_COMMIT -> {
        journal.add(fault, worker.name());
        worker.database().loseRequest();
      }
      case LATE_COMMIT -> {
        journal.add(fault, worker.name());
        worker.database().delayRequest(BEYOND_THE_LEASE);
      }
      case LOSE_QUEUE_ANSWER -> {
        journal.add(fault, worker.name());
        worker.queues().loseAnswer();
      }
      case CUT, REFUSE, HOLD, HALF_OPEN -> link(fault, worker);
      case SOURCE -> source(fault);
      case KILL_COMMAND -> throw new IllegalStateException("commands are killed by the traffic");
    }
  }

  private Duration millis(int least, int most) {
    return Duration.ofMillis(random.nextInt(least, most));
  }

  private static void later(Duration time, Runnable work) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Thread.sleep(time);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              work.run();
            });
  }

  private void signal(Fault fault, WorkerSlot worker) {
    long pid = worker.pid();
    journal.add(fault, worker.name() + ", process " + pid);
    switch (fault) {
      case KILL -> Signals.kill(pid);
      case STOP -> Signals.stop(pid);
      case KILL_AT_COMMIT -> {
        boolean arrives = random.nextBoolean();
        worker
            .database()
            .atCommit(
                () -> {
                  if (!arrives) {
                    worker.database().loseRequest();
                  }
                  Signals.kill(pid);
                });
      }
      case FREEZE -> freeze(pid);
      default -> stage.workers().forEach(each -> freeze(each.pid()));
    }
  }

  private void freeze(long pid) {
    Signals.freeze(pid);
    later(BEYOND_THE_LEASE.plus(millis(0, 3000)), () -> Signals.resume(pid));
  }

  private void database(Fault fault) throws InterruptedException {
    journal.add(fault, "process " + stage.database().pid());
    switch (fault) {
      case KILL_DATABASE -> {
        Signals.kill(stage.database().pid());
        Thread.sleep(millis(0, 3000));
        stage.database().restart();
      }
      case FREEZE_DATABASE -> {
        long pid = stage.database().pid();
        Signals.freeze(pid);
        Thread.sleep(millis(500, 6000));
        Signals.resume(pid);
      }
      default -> {
        try {
          for (Row row :
              stage
                  .tables()
                  .list("SELECT id FROM information_schema.processlist WHERE user = 'millrace'")) {
            stage.tables().change("KILL " + row.number("id"));
          }
        } catch (SQLException _) {
          // that connection has ended, or this one
        }
      }
    }
  }

  private void queues(Fault fault) throws InterruptedException {
    String queue = QueueServer.WORK.get(random.nextInt(2));
    switch (fault) {
      case LOSE_QUEUES -> {
        journal.add(fault, "process " + stage.queues().pid());
        messagesLostAt = Instant.MAX;
        stage.queues().lose();
        messagesLostAt = clock.instant();
      }
      case PURGE_QUEUE -> {
        journal.add(fault, queue);
        messagesLostAt = Instant.MAX;
        stage.queues().purge(queue);
        messagesLostAt = clock.instant();
      }
      default -> duplicate(fault);
    }
  }

  private void duplicate(Fault fault) {
    try {
      List<Row> slices =
          stage
              .tables()
              .list(
                  "SELECT id, type, window_from, window_to FROM millrace_slice ORDER BY id DESC"
                      + " LIMIT 200");
      for (int i = 0; i < 12 && !slices.isEmpty(); i++) {
        Row slice = slices.get(random.nextInt(slices.size()));
        String body =
            "{\"version\":1,\"kind\":\"slice\",\"id\":%s,\"type\":\"%s\",\"from\":%s,\"to\":%s}"
                .formatted(
                    slice.text("id"),
                    slice.text("type"),
                    slice.text("window_from"),
                    slice.text("window_to"));
        String queue = QueueServer.WORK.get(random.nextInt(2));
        for (int copies = random.nextInt(1, 4); copies > 0; copies--) {
          stage.queues().send(queue, body, random.nextInt(3));
        }
      }
      journal.add(fault, "the messages of 12 slices");
    } catch (SQLException _) {
      // the database is away
    }
  }

  private void link(Fault fault, WorkerSlot worker) {
    int which = random.nextInt(3);
    FaultyLink link =
        which == 0 ? worker.database() : which == 1 ? worker.queues() : worker.source();
    String name = worker.name() + " to " + List.of("database", "queues", "source").get(which);
    journal.add(fault, name);
    switch (fault) {
      case CUT -> link.cut();
      case REFUSE -> {
        link.refuse(millis(500, 5000));
        link.cut();
      }
      case HOLD -> link.hold(millis(500, 9000));
      default -> {
        link.halfOpen();
        later(millis(2000, 12_000), link::cut);
      }
    }
  }

  private void source(Fault fault) {
    Trouble trouble = TROUBLES.get(random.nextInt(TROUBLES.size()));
    String type = random.nextBoolean() ? "" : KINDS.get(random.nextInt(KINDS.size())).type();
    journal.add(fault, trouble + (type.isEmpty() ? " for all types" : " for " + type));
    stage.source().trouble(trouble, type);
    later(millis(500, 5000), () -> stage.source().trouble(Trouble.NONE, ""));
  }
}

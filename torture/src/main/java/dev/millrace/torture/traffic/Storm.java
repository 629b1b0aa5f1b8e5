package dev.millrace.torture.traffic;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Traffic and faults at once for a time, and the way to rest after it. */
public final class Storm {

  private static final Duration LONGEST_START = Duration.ofMinutes(5);

  private final Stage stage;
  private final Journal journal;
  private final long seed;
  private final Traffic traffic;
  private final Faults faults;
  private final Rest rest;
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private volatile long end;

  /**
   * @param seed of everything that is left to chance
   */
  public Storm(Stage stage, Journal journal, long seed, Set<Fault> kinds, InstantSource clock) {
    this.stage = stage;
    this.journal = journal;
    this.seed = seed;
    this.traffic = new Traffic(stage, journal, kinds.contains(Fault.KILL_COMMAND));
    this.faults = new Faults(stage, journal, new Random(seed * 31 + 1), kinds, clock);
    this.rest = new Rest(stage);
  }

  @FunctionalInterface
  private interface Step {
    void run(Random random) throws InterruptedException, IOException, SQLException;
  }

  /** Prepares the tables. */
  public void begin() throws IOException, InterruptedException, SQLException {
    traffic.begin();
  }

  /**
   * Lasts for a time, once all workers have given a sign of life.
   *
   * @throws IllegalStateException when the campaign itself fails
   */
  public void rage(Duration time) throws InterruptedException, SQLException {
    awaitWorkers();
    end = System.nanoTime() + time.toNanos();
    stage.source().restless(true);
    List<Thread> threads = new ArrayList<>();
    threads.add(repeat(2, 2000, 5000, traffic::tick));
    threads.add(repeat(3, 1000, 4000, traffic::sweep));
    threads.add(repeat(4, 1500, 5000, traffic::operate));
    threads.add(repeat(5, 50, 200, traffic::change));
    threads.add(
        repeat(
            6,
            1000,
            2000,
            _ -> {
              traffic.hurry();
              stage.workers().forEach(worker -> worker.revive());
            }));
    threads.add(repeat(7, 200, 2500, _ -> faults.inject()));
    for (Thread thread : threads) {
      thread.join();
    }
    journal.add("the faults end");
    if (!failures.isEmpty()) {
      throw new IllegalStateException("the campaign itself failed", failures.peek());
    }
  }

  private void awaitWorkers() throws InterruptedException, SQLException {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (stage.tables().number("SELECT COUNT(*) FROM millrace_worker") < stage.workers().size()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the workers do not start; see their logs");
      }
      Thread.sleep(100);
    }
  }

  private Thread repeat(int number, int least, int most, Step step) {
    Random random = new Random(seed * 31 + number);
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (System.nanoTime() - end < 0) {
                  step.run(random);
                  Thread.sleep(random.nextInt(least, most));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (IOException | SQLException | RuntimeException | Error e) {
                failures.add(e);
              }
            });
  }

  /**
   * Ends all harm and waits for rest.
   *
   * @return slices whose messages were deleted too early
   */
  public List<String> calm() throws InterruptedException, SQLException {
    rest.heal();
    Instant lost = faults.messagesLostAt();
    return rest.await(lost);
  }

  /** A tick after hours, with the rechecks of these, and what an older definition wrote. */
  public @Nullable Long hoursLater() throws InterruptedException, SQLException, IOException {
    traffic.end();
    stage.commands().run("dlq", "redrive", "--max-redrives", "1000");
    long at = traffic.now() + 9000;
    int status = stage.commands().run("produce", "--at", Long.toString(at));
    if (status != 0) {
      return null;
    }
    rest.await(Instant.MAX);
    stage
        .commands()
        .run(
            "backfill",
            "--only",
            "older-definition",
            "--from",
            Long.toString(stage.since()),
            "--to",
            Long.toString(at - 60));
    rest.await(Instant.MAX);
    return at - 60;
  }

  /** Everything once more. */
  public void everythingAgain(long to) throws InterruptedException, SQLException {
    stage
        .commands()
        .run(
            "backfill",
            "--only",
            "all",
            "--width",
            "1h",
            "--from",
            Long.toString(stage.since()),
            "--to",
            Long.toString(to));
    rest.await(Instant.MAX);
  }
}

package dev.millrace.bench;

import dev.millrace.bench.contender.Assignment;
import dev.millrace.bench.contender.ContenderCommand;
import dev.millrace.bench.contender.ContenderKind;
import dev.millrace.bench.contender.Observed;
import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.server.ServerCommand;
import dev.millrace.bench.server.Traffic;
import java.util.concurrent.CompletableFuture;

/** One contender on one queue, step by step. Not thread-safe. */
final class Run {

  private final Stage stage;
  private final Cell cell;
  private final ContenderKind kind;
  private final String url;
  private int tasks;

  Run(Stage stage, Cell cell, ContenderKind kind, String url) {
    this.stage = stage;
    this.cell = cell;
    this.kind = kind;
    this.url = url;
  }

  /** Tasks that were sent or announced. */
  int tasks() {
    return tasks;
  }

  /** The contender's limit of messages in flight. */
  int limit() {
    return cell.inFlight();
  }

  void fill(int count, int workMillis) {
    tell(stage.server(), new ServerCommand.Fill(url, tasks, count, workMillis));
    tasks += count;
  }

  /**
   * Starts the contender, as soon as the previous one has stopped.
   *
   * @param more tasks that are still to be sent
   * @param proxied whether its calls are delayed and counted
   */
  void start(int more, boolean proxied) {
    tasks += more;
    stage.await(kind);
    tell(stage.server(), new ServerCommand.Begin(url, cell.delayMillis()));
    Assignment assignment =
        new Assignment(
            proxied ? stage.endpoints().proxy() : stage.endpoints().direct(),
            stage.endpoints().region(),
            url,
            cell.inFlight(),
            cell.workMillis() > 0);
    tell(stage.contender(kind), new ContenderCommand.Start(assignment, tasks));
  }

  /** Sends the announced tasks at a steady rate. */
  void drip(int perSecond) {
    tell(stage.server(), new ServerCommand.Drip(url, tasks, perSecond, cell.workMillis()));
  }

  Traffic awaitEmpty() {
    long longest = 20_000 + (long) (10_000 * cell.seconds());
    return stage.server().ask(new ServerCommand.AwaitEmpty(url, longest), Traffic.class);
  }

  /** Tasks finished per second during the cell's time, which begins as {@code slow} says. */
  double window(boolean slow) {
    long millis = Math.round(1000 * cell.seconds());
    return stage.contender(kind).ask(new ContenderCommand.Window(slow, millis), Double.class);
  }

  /** Stops the contender and deletes the queue, while the next run may be prepared. */
  CompletableFuture<Observed> stop() {
    CompletableFuture<Observed> stop =
        CompletableFuture.supplyAsync(
            () -> {
              Observed observed = stopContender();
              deleteQueue();
              return observed;
            },
            Thread::startVirtualThread);
    stage.stopping(kind, stop);
    return stop;
  }

  /**
   * The remainder of a run after its stop.
   *
   * @param left messages still on the queue
   */
  record Remains(Observed observed, long left) {}

  /** The same immediately, and counts the remaining messages before deleting the queue. */
  Remains stopAndCount() {
    Observed observed = stopContender();
    long left = stage.server().ask(new ServerCommand.Left(url), Long.class);
    deleteQueue();
    return new Remains(observed, left);
  }

  private Observed stopContender() {
    return stage.contender(kind).ask(new ContenderCommand.Stop(), Observed.class);
  }

  private void deleteQueue() {
    tell(stage.server(), new ServerCommand.Close(url));
  }

  private static void tell(ChildJvm child, Object command) {
    child.ask(command, Boolean.class);
  }
}

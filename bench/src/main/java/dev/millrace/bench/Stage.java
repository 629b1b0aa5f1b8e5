package dev.millrace.bench;

import dev.millrace.bench.contender.Assignment;
import dev.millrace.bench.contender.ContenderCommand;
import dev.millrace.bench.contender.ContenderKind;
import dev.millrace.bench.contender.ContenderMain;
import dev.millrace.bench.contender.Observed;
import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.server.Endpoints;
import dev.millrace.bench.server.QueueServerMain;
import dev.millrace.bench.server.ServerCommand;
import dev.millrace.bench.server.Traffic;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The queue server and the contenders, each in a JVM that lives as long as the stage, so that all
 * are warm. One run at a time; only while one contender stops, the next one's queue is filled. Not
 * thread-safe.
 */
final class Stage implements AutoCloseable {

  private static final int VISIBILITY_SECONDS = 60;

  /** One collector thread, so that a collection does not take the other processor as well. */
  private static final List<String> ALWAYS =
      List.of("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow");

  private static final List<String> SERVER_HEAP = List.of("-Xmx1g");
  private static final List<String> CONTENDER_HEAP = List.of("-Xms256m", "-Xmx256m");
  private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  private final ChildJvm server;
  private final Endpoints endpoints;
  private final Map<ContenderKind, ChildJvm> contenders = new EnumMap<>(ContenderKind.class);
  private CompletableFuture<?> stopping = CompletableFuture.completedFuture(true);
  private @Nullable String usedQueue;
  private int queues;

  /**
   * Starts all processes.
   *
   * @param logs the folder for what they write to their standard errors
   * @param quick whether they are to start fast rather than run fast
   */
  Stage(Path logs, boolean quick) {
    this.server =
        ChildJvm.start(
            "the queue server",
            logs.resolve("server.log"),
            QueueServerMain.class,
            options(SERVER_HEAP, quick));
    for (ContenderKind kind : ContenderKind.values()) {
      Path log = logs.resolve(kind.name().toLowerCase(Locale.ROOT) + ".log");
      contenders.put(
          kind,
          ChildJvm.start(
              kind.label(), log, ContenderMain.class, options(CONTENDER_HEAP, quick), kind.name()));
    }
    this.endpoints = server.ask(new ServerCommand.Addresses(), Endpoints.class);
  }

  private static List<String> options(List<String> heap, boolean quick) {
    return Stream.of(ALWAYS, heap, quick ? QUICK_START : List.<String>of())
        .flatMap(List::stream)
        .toList();
  }

  /** One run in progress: the queue is filled, and the contender of the run before has stopped. */
  final class Run {

    private final Cell cell;
    private final ChildJvm contender;
    private final String url;
    private int tasks;

    private Run(Cell cell, ChildJvm contender, String url) {
      this.cell = cell;
      this.contender = contender;
      this.url = url;
    }

    void fill(int count, int workMillis) {
      tell(server, new ServerCommand.Fill(url, tasks, count, workMillis));
      tasks += count;
    }

    /**
     * Starts the contender.
     *
     * @param more tasks that are still to come
     */
    void start(int more, boolean proxied) {
      tasks += more;
      stopping.join();
      if (usedQueue != null) {
        tell(server, new ServerCommand.Close(usedQueue));
      }
      usedQueue = url;
      tell(server, new ServerCommand.Begin(url, cell.delayMillis()));
      Assignment assignment =
          new Assignment(
              proxied ? endpoints.proxy() : endpoints.direct(),
              endpoints.region(),
              url,
              cell.inFlight(),
              cell.workMillis() > 0);
      tell(contender, new ContenderCommand.Start(assignment, tasks));
    }

    void drip(int perSecond) {
      tell(server, new ServerCommand.Drip(url, tasks, perSecond, cell.workMillis()));
    }

    Traffic awaitEmpty() {
      long longest = 20_000 + (long) (10_000 * cell.seconds());
      return server.ask(new ServerCommand.AwaitEmpty(url, longest), Traffic.class);
    }

    double window(boolean slow) {
      long millis = Math.round(1000 * cell.seconds());
      return contender.ask(new ContenderCommand.Window(slow, millis), Double.class);
    }

    /** Stops the contender while the next run may be prepared. */
    CompletableFuture<Observed> stop() {
      CompletableFuture<Observed> stop =
          CompletableFuture.supplyAsync(
              () -> contender.ask(new ContenderCommand.Stop(), Observed.class));
      stopping = stop;
      return stop;
    }

    /** Messages that the queue still holds, after the stop. */
    long left() {
      return server.ask(new ServerCommand.Left(url), Long.class);
    }

    int tasks() {
      return tasks;
    }
  }

  Run open(Cell cell, ContenderKind kind) {
    queues++;
    ServerCommand open = new ServerCommand.Open("bench-" + queues, VISIBILITY_SECONDS);
    ChildJvm contender = Objects.requireNonNull(contenders.get(kind));
    return new Run(cell, contender, server.ask(open, String.class));
  }

  private static void tell(ChildJvm child, Object command) {
    child.ask(command, Boolean.class);
  }

  @Override
  public void close() {
    contenders.values().forEach(ChildJvm::close);
    server.close();
  }
}

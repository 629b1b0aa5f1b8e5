package dev.millrace.bench;

import dev.millrace.bench.contender.ContenderKind;
import dev.millrace.bench.contender.ContenderMain;
import dev.millrace.bench.process.ChildJvm;
import dev.millrace.bench.server.Endpoints;
import dev.millrace.bench.server.QueueServerMain;
import dev.millrace.bench.server.ServerCommand;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The queue server and the contenders, each in a JVM that lives as long as the stage, so that all
 * are warm. Not thread-safe.
 */
final class Stage implements AutoCloseable {

  private static final int VISIBILITY_SECONDS = 60;

  /** One collector thread, so that a collection does not also use the other processor. */
  private static final List<String> ALWAYS =
      List.of("-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow");

  private static final List<String> SERVER_HEAP = List.of("-Xmx1g");
  private static final List<String> CONTENDER_HEAP = List.of("-Xms256m", "-Xmx256m");
  private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  private final boolean quick;
  private final ChildJvm server;
  private final Endpoints endpoints;
  private final Map<ContenderKind, ChildJvm> contenders = new EnumMap<>(ContenderKind.class);
  private final Map<ContenderKind, CompletableFuture<?>> stops = new EnumMap<>(ContenderKind.class);
  private int queues;

  /**
   * Starts all processes.
   *
   * @param logs the folder for their standard error
   * @param quick whether they start fast rather than run fast, and may stop while others run
   */
  Stage(Path logs, boolean quick) {
    this.quick = quick;
    this.server =
        ChildJvm.start(
            "the queue server",
            logs.resolve("server.log"),
            QueueServerMain.class,
            options(SERVER_HEAP));
    for (ContenderKind kind : ContenderKind.values()) {
      Path log = logs.resolve(kind.name().toLowerCase(Locale.ROOT) + ".log");
      contenders.put(
          kind,
          ChildJvm.start(
              kind.label(), log, ContenderMain.class, options(CONTENDER_HEAP), kind.name()));
    }
    this.endpoints = server.ask(new ServerCommand.Addresses(), Endpoints.class);
  }

  private List<String> options(List<String> heap) {
    return Stream.of(ALWAYS, heap, quick ? QUICK_START : List.<String>of())
        .flatMap(List::stream)
        .toList();
  }

  /** Prepares a run; the contender of the run before may still be stopping. */
  Run open(Cell cell, ContenderKind kind) {
    queues++;
    ServerCommand open = new ServerCommand.Open("bench-" + queues, VISIBILITY_SECONDS);
    return new Run(this, cell, kind, server.ask(open, String.class));
  }

  ChildJvm server() {
    return server;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  ChildJvm contender(ContenderKind kind) {
    return Objects.requireNonNull(contenders.get(kind));
  }

  /** From now on the contender is stopping, until the future is completed. */
  void stopping(ContenderKind kind, CompletableFuture<?> stop) {
    stops.put(kind, stop);
  }

  /** Waits until the machine is free for this contender. */
  void await(ContenderKind kind) {
    stops.forEach(
        (other, stop) -> {
          if (!quick || other == kind) {
            stop.join();
          }
        });
  }

  @Override
  public void close() {
    contenders.values().forEach(ChildJvm::close);
    server.close();
  }
}

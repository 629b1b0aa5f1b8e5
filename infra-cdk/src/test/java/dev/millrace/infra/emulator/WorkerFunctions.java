package dev.millrace.infra.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infra.Program;
import dev.millrace.infra.Programs;
import dev.millrace.infra.Synthesised;
import dev.millrace.infra.part.WorkerKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The worker's functions, each called by the messages of its queue. Handler, settings, time-out and
 * batch are those of the template; two containers share the queue of backfills.
 */
final class WorkerFunctions implements Workers {

  private static final int BACKFILLS_AT_ONCE = 2;
  private static final Duration ONE_CALL = Duration.ofMinutes(1);

  private final SqsClient sqs;
  private final List<FunctionContainer> containers = new ArrayList<>();
  private final List<FunctionContainer> backfills = new ArrayList<>();
  private final List<Thread> pollers = new ArrayList<>();
  private volatile boolean closed;

  private WorkerFunctions(SqsClient sqs) {
    this.sqs = sqs;
  }

  /**
   * Starts all containers before the first message is received.
   *
   * @param sqs closed with them
   * @param name begins the names of their logs
   * @param login queues, source and logins in place of the template's
   */
  static WorkerFunctions start(
      Packages packages, SqsClient sqs, String name, Map<String, String> login) {
    WorkerFunctions functions = new WorkerFunctions(sqs);
    try {
      functions.add("Import", 1, packages, name, login);
      functions.add("Backfill", BACKFILLS_AT_ONCE, packages, name, login);
      functions.add("Aggregate", 1, packages, name, login);
      for (FunctionContainer container : functions.containers) {
        container.awaitStart();
      }
      functions.pollers.forEach(Thread::start);
      return functions;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void add(
      String queue, int atOnce, Packages packages, String name, Map<String, String> login) {
    Synthesised stack = Synthesised.of(WorkerKind.LAMBDA);
    Program function = Programs.named("Workers" + queue, stack);
    Map<String, String> settings = new HashMap<>(function.variables());
    settings.putAll(login);
    Duration timeout =
        Duration.ofSeconds(
            stack
                .resource("AWS::Lambda::Function", function.name())
                .number("Properties", "Timeout"));
    EventSource source =
        EventSource.of(
            sqs,
            login.getOrDefault("MILLRACE_%s_QUEUE".formatted(queue.toUpperCase(Locale.ROOT)), ""),
            batch(stack, function.name()));
    for (int number = 1; number <= atOnce; number++) {
      FunctionContainer container =
          new FunctionContainer(
              packages,
              "worker",
              function.handler(),
              "%s-%s-%d".formatted(name, queue, number),
              timeout,
              settings);
      containers.add(container);
      if (queue.equals("Backfill")) {
        backfills.add(container);
      }
      pollers.add(Thread.ofVirtual().unstarted(() -> poll(source, container)));
    }
  }

  private static int batch(Synthesised stack, String function) {
    return stack.properties("AWS::Lambda::EventSourceMapping").stream()
        .filter(mapping -> mapping.text("FunctionName").contains(function + "Live"))
        .map(mapping -> mapping.number("BatchSize"))
        .findAny()
        .orElseThrow();
  }

  private void poll(EventSource source, FunctionContainer container) {
    try {
      while (!closed) {
        source.bring(container);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean alive() {
    return containers.stream().allMatch(FunctionContainer::alive)
        && pollers.stream().allMatch(Thread::isAlive);
  }

  @Override
  public void close() {
    closed = true;
    try {
      for (Thread poller : pollers) {
        assertThat(poller.join(ONE_CALL)).as("the last call has ended").isTrue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      containers.forEach(FunctionContainer::close);
      sqs.close();
    }
    assertThat(backfills)
        .as("containers that imported at the same time")
        .extracting(FunctionContainer::answered)
        .allMatch(calls -> calls > 1);
  }
}

package dev.millrace.bench.contender;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.bench.work.Worklog;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs one contender repeatedly, each time a new instance, and observes it. */
final class Lane {

  private record Run(Contender contender, Worklog worklog, long cpuNanos) {}

  private final ContenderKind kind;
  private final InstantSource clock;
  private final HeapWatch heap = HeapWatch.install();
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private @Nullable Run run;

  Lane(ContenderKind kind, InstantSource clock) {
    this.kind = kind;
    this.clock = clock;
  }

  Object carryOut(ContenderCommand command) throws InterruptedException {
    return switch (command) {
      case ContenderCommand.Start(Assignment assignment, int tasks) -> start(assignment, tasks);
      case ContenderCommand.Window(boolean slow, long millis) ->
          running().worklog().window(slow, millis);
      case ContenderCommand.Stop() -> stop();
    };
  }

  private boolean start(Assignment assignment, int tasks) {
    heap.reset();
    Worklog worklog = new Worklog(tasks, clock);
    Contender contender = create(assignment, worklog);
    run = new Run(contender, worklog, system.getProcessCpuTime());
    contender.start();
    return true;
  }

  private Contender create(Assignment assignment, Worklog worklog) {
    return switch (kind) {
      case MILLRACE -> new MillraceContender(assignment, worklog);
      case BARE_LOOP -> new BareLoop(assignment, worklog);
      case SPRING_DEFAULT, SPRING_TUNED, SPRING_VIRTUAL ->
          new SpringContender(kind, assignment, worklog);
      case DYNAMIC_LISTENER -> new DynamicListenerContender(assignment, worklog);
    };
  }

  private Observed stop() throws InterruptedException {
    Run ended = running();
    run = null;
    long cpuNanos = system.getProcessCpuTime() - ended.cpuNanos();
    try (Contender contender = ended.contender()) {
      long asked = System.nanoTime();
      contender.stop();
      double stopSeconds = (System.nanoTime() - asked) / 1e9;
      Worklog worklog = ended.worklog();
      return new Observed(
          worklog.finished(),
          worklog.deliveries(),
          worklog.seconds(),
          worklog.queuedMillis(0.5),
          worklog.queuedMillis(0.99),
          heap.megabytes(),
          cpuNanos / (double) TimeUnit.MILLISECONDS.toNanos(1),
          stopSeconds);
    }
  }

  private Run running() {
    Run current = run;
    if (current == null) {
      throw new IllegalStateException("nothing runs");
    }
    return current;
  }
}

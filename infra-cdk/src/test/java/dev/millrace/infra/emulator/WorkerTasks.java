package dev.millrace.infra.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Workers as tasks of ECS run them: processes of the image's files that receive by themselves. */
final class WorkerTasks implements Workers {

  private final List<Process> running = new ArrayList<>();

  /**
   * @param name begins the names of their logs
   */
  WorkerTasks(Packages packages, String name, int number, Map<String, String> login) {
    for (int worker = 1; worker <= number; worker++) {
      running.add(packages.worker("%s-worker-%d.log".formatted(name, worker), login));
    }
  }

  @Override
  public boolean alive() {
    return running.stream().allMatch(Process::isAlive);
  }

  @Override
  public void close() {
    running.forEach(Process::destroy);
    for (Process each : running) {
      try {
        assertThat(each.waitFor(120, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      assertThat(each.exitValue()).isZero();
    }
  }
}

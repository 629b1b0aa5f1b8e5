package dev.millrace.bench.startup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The worker, as an ECS task runs it, until it has imported the sent slices.
 *
 * @param log receives its output
 */
record WorkerStart(Surroundings surroundings, Jars jars, Path log) implements Start {

  private static final int HOURS_OF_A_DAY = 24;

  @Override
  public String program() {
    return "worker";
  }

  @Override
  public Started once(List<String> options) throws IOException, InterruptedException {
    return run(options, 1);
  }

  @Override
  public void train(List<String> options, boolean whole) throws IOException, InterruptedException {
    run(options, whole ? HOURS_OF_A_DAY : 1);
  }

  private Started run(List<String> options, int slices) throws IOException, InterruptedException {
    long run = surroundings.send(slices);
    List<String> arguments =
        Stream.concat(
                options.stream(),
                Stream.of("-cp", jars.classPath(), "dev.millrace.worker.WorkerMain"))
            .toList();
    try (Jvm jvm = Jvm.start(arguments, surroundings.environment(Map.of()), log, "")) {
      Started started = jvm.until(() -> surroundings.done(run, slices));
      // No work is left for the next start.
      jvm.until(surroundings::atRest);
      jvm.stop();
      return started;
    }
  }
}

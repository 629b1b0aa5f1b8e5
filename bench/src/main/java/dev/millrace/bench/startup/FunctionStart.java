package dev.millrace.bench.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The worker's function, called once by a stand-in for Lambda's runtime.
 *
 * @param log receives its output
 */
record FunctionStart(Surroundings surroundings, Jars jars, Path log) implements Start {

  /** As the deployment sets them for functions. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "MILLRACE_IMPORT_PERMITS", "1",
          "MILLRACE_BACKFILL_PERMITS", "1",
          "MILLRACE_AGGREGATE_PERMITS", "2");

  @Override
  public String program() {
    return "function";
  }

  @Override
  public Started once(List<String> options) throws IOException, InterruptedException {
    long run = surroundings.send(1);
    String event = surroundings.takeEvent();
    List<String> arguments =
        Stream.concat(
                options.stream(),
                Stream.of(
                    "-cp",
                    jars.classPath(),
                    FunctionProcess.class.getName(),
                    "dev.millrace.worker.function.FunctionMain"))
            .toList();
    try (Jvm jvm = Jvm.start(arguments, surroundings.environment(SETTINGS), log, event)) {
      Started started = jvm.until(() -> answered(jvm));
      jvm.stop();
      if (!surroundings.done(run, 1)) {
        throw new IOException("the function did not import its slice; its output: " + jvm.said());
      }
      return started;
    }
  }

  private static boolean answered(Jvm jvm) {
    try {
      return jvm.said().contains(FunctionProcess.ANSWER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It has one slice whatever the training, since it handles a single call. */
  @Override
  public void train(List<String> options, boolean whole) throws IOException, InterruptedException {
    once(options);
  }
}

package dev.millrace.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.bench.process.Checkout;
import dev.millrace.local.process.GuardedProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The command that people start first, of this checkout and of another one, in turn. */
final class DemoRuns {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String SAMPLES = "samples/github-documents.ndjson.gz";

  private final Path home = Checkout.home();
  private final @Nullable Path beside;
  private final Path logs;
  private final Consumer<String> progress;

  /**
   * @param beside the folder of another checkout; null for none
   * @param logs the folder for their standard error
   */
  DemoRuns(@Nullable Path beside, Path logs, Consumer<String> progress) {
    this.beside = beside;
    this.logs = logs;
    this.progress = progress;
  }

  /**
   * A finished demo.
   *
   * @param seconds to import and count, by its own report
   */
  record Demo(long slices, double seconds) {

    double slicesPerSecond() {
      return slices / seconds;
    }
  }

  /**
   * The demos of both checkouts.
   *
   * @param theirs empty without another checkout
   */
  record Demos(List<Demo> ours, List<Demo> theirs) {

    static final Demos NONE = new Demos(List.of(), List.of());

    Demos {
      ours = List.copyOf(ours);
      theirs = List.copyOf(theirs);
    }

    static double seconds(List<Demo> demos) {
      double[] sorted = demos.stream().mapToDouble(Demo::seconds).sorted().toArray();
      return sorted.length == 0
          ? Double.NaN
          : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** How many times as fast as the other checkout. */
    double ratio() {
      return seconds(theirs) / seconds(ours);
    }
  }

  Demos run(int rounds) throws IOException, InterruptedException {
    List<Demo> ours = new ArrayList<>();
    List<Demo> theirs = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      ours.add(demo(home));
      if (beside != null) {
        theirs.add(demo(beside));
      }
    }
    return new Demos(ours, theirs);
  }

  private Demo demo(Path checkout) throws IOException, InterruptedException {
    Path log = logs.resolve("demo.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                checkout.resolve("millrace").toAbsolutePath().toString(),
                "demo",
                "--documents",
                home.resolve(SAMPLES).toString(),
                "--workers",
                "2",
                "--json")
            .redirectError(log.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("MILLRACE_"));
    Process process = GuardedProcess.start(builder);
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the demo of %s failed; see %s".formatted(checkout, log));
    }
    JsonNode report = JSON.readTree(output.substring(output.lastIndexOf('\n') + 1));
    long slices = 0;
    for (JsonNode number : report.path("slices")) {
      slices += number.asLong();
    }
    Demo demo = new Demo(slices, report.path("seconds").asDouble());
    progress.accept(
        "  demo of %s: %,d slices, %.1f s".formatted(checkout, demo.slices(), demo.seconds()));
    return demo;
  }
}

package dev.millrace.bench.startup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.local.process.GuardedProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Commands of an operator against a stack of {@code ./millrace up}: processor time of all processes
 * from the script to the end, by the shell's {@code times}.
 */
final class CommandStarts {

  static final String STATUS = "status";

  private static final List<List<String>> COMMANDS =
      List.of(List.of(STATUS), List.of("gaps"), List.of("problems"), List.of("sql", "SELECT 1"));

  private static final Duration LONGEST_START = Duration.ofMinutes(3);

  /** User and system time of the children, which is the second line. */
  private static final Pattern TIMES =
      Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s\\s*\\z");

  private final Path home;
  private final Path folder;
  private final Consumer<String> progress;

  /**
   * @param home the checkout
   * @param folder for the data of the stack
   */
  CommandStarts(Path home, Path folder, Consumer<String> progress) {
    this.home = home;
    this.folder = folder;
    this.progress = progress;
  }

  /**
   * Measures every command, in turn.
   *
   * @return milliseconds by command, a value per run
   */
  Map<String, List<Double>> run(int runs, boolean withCache)
      throws IOException, InterruptedException {
    Path data = folder.resolve("stack");
    Process stack =
        GuardedProcess.start(
            command("up", "--data", data.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("stack.log").toFile()));
    try {
      Map<String, String> addresses = addresses(stack, data);
      if (withCache) {
        await(stack, this::isCached);
        progress.accept("commands: the stack runs, and the cache is made");
      }
      Map<String, List<Double>> millis = new LinkedHashMap<>();
      for (int run = 0; run < runs; run++) {
        for (List<String> words : COMMANDS) {
          millis
              .computeIfAbsent(String.join(" ", words), _ -> new ArrayList<>())
              .add(millis(words, addresses));
        }
      }
      return millis;
    } finally {
      stack.destroy();
      stack.waitFor();
    }
  }

  private ProcessBuilder command(String... words) {
    List<String> command = new ArrayList<>(List.of(home.resolve("millrace").toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("MILLRACE_"));
    return builder;
  }

  private Map<String, String> addresses(Process stack, Path data)
      throws IOException, InterruptedException {
    Map<String, String> addresses = new HashMap<>();
    await(
        stack,
        () -> {
          Process env =
              command("env", "--data", data.toString(), "--json")
                  .redirectError(ProcessBuilder.Redirect.DISCARD)
                  .start();
          String text = output(env);
          if (env.waitFor() != 0) {
            return false;
          }
          JsonNode json = new JsonMapper().readTree(text);
          json.properties().forEach(each -> addresses.put(each.getKey(), each.getValue().asText()));
          return true;
        });
    return addresses;
  }

  private boolean isCached() throws IOException {
    Path target = home.resolve("cli").resolve("target");
    try (Stream<Path> files = Files.list(target)) {
      return files.anyMatch(file -> file.getFileName().toString().matches("command-.*\\.aot"));
    }
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private void await(Process stack, Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (!condition.holds()) {
      if (!stack.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "the stack did not start: " + Files.readString(folder.resolve("stack.log")));
      }
      var _ = stack.waitFor(500, TimeUnit.MILLISECONDS);
    }
  }

  private double millis(List<String> words, Map<String, String> addresses)
      throws IOException, InterruptedException {
    List<String> shell = new ArrayList<>(List.of("bash", "-c", "\"$@\" >/dev/null && times", "sh"));
    shell.addAll(command(words.toArray(String[]::new)).command());
    ProcessBuilder builder = new ProcessBuilder(shell).redirectErrorStream(true);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("MILLRACE_"));
    builder.environment().putAll(addresses);
    Process process = builder.start();
    String output = output(process);
    Matcher times = TIMES.matcher(output);
    if (process.waitFor() != 0 || !times.find()) {
      throw new IllegalStateException("%s failed: %s".formatted(words, output));
    }
    return millis(times.group(1), times.group(2)) + millis(times.group(3), times.group(4));
  }

  private static double millis(String minutes, String seconds) {
    return 60_000.0 * Long.parseLong(minutes) + 1000 * Double.parseDouble(seconds);
  }

  private static String output(Process process) throws IOException {
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}

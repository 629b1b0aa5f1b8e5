package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.TestQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class ReadmeTest {

  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void the_example_of_the_readme_compiles_and_consumes_a_queue() throws Exception {
    Path log = folder.resolve("log");
    try (TestQueue queue = TestQueue.create()) {
      queue.send("world");
      Process process =
          new ProcessBuilder(command(example(), queue))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        eventually(() -> assertThat(log).content().contains("Hello, world"));
        eventually(() -> assertThat(queue.left()).isZero());
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private Path example() throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(Path.of("README.md")));
    assertThat(example.find()).isTrue();
    return Files.writeString(folder.resolve("Greeter.java"), example.group(1));
  }

  /** Java compiles a single file by itself; where the queue is comes from the SDK's settings. */
  private static List<String> command(Path source, TestQueue queue) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Daws.region=" + TestQueue.REGION,
        "-Daws.endpointUrl=" + queue.proxy().endpoint(),
        "-Daws.accessKeyId=key",
        "-Daws.secretAccessKey=secret",
        "-cp",
        System.getProperty("java.class.path"),
        source.toString(),
        queue.queue().url());
  }
}

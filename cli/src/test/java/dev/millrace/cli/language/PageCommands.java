package dev.millrace.cli.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.script.RealScript;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The blocks of commands on a page, each followed by a block with its output, unless it has none.
 */
final class PageCommands {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|text)\n(.*?)^```$");

  /** Between the outputs of two blocks. */
  private static final String END = "=== end of block ===\n";

  /** Pages wait in loops for what they have started. */
  private static final int MINUTES = 5;

  private final List<String> shown = new ArrayList<>();
  private final StringBuilder commands = new StringBuilder();

  /**
   * @param text of the page, or of a part of it
   */
  PageCommands(String text) {
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).equals("sh")) {
        commands.append(block.group(2)).append("printf '%s' '").append(END).append("'\n");
        shown.add("");
      } else {
        shown.set(shown.size() - 1, block.group(2));
      }
    }
  }

  /**
   * Runs them one after another in one shell, in a checkout, and compares.
   *
   * @param comparable leaves out what differs from run to run
   */
  void assertPrinted(Path folder, UnaryOperator<String> comparable)
      throws IOException, InterruptedException {
    List<String> printed = List.of(run(folder).split(END, -1));

    assertThat(printed.stream().map(comparable))
        .containsExactlyElementsOf(
            Stream.concat(shown.stream(), Stream.of("")).map(comparable).toList());
  }

  private String run(Path folder) throws IOException {
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    RealScript.in(checkout);
    Path file = Files.writeString(folder.resolve("commands.sh"), commands.toString());
    ProcessBuilder shell =
        new ProcessBuilder("sh", file.toString())
            .directory(checkout.toFile())
            .redirectErrorStream(true);
    String jdk = System.getProperty("java.home");
    shell.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
    shell.environment().put("JAVA_HOME", jdk);
    shell.environment().merge("PATH", jdk + File.separator + "bin", (old, bin) -> bin + ":" + old);
    shell.environment().remove("COLUMNS");
    Process process = shell.start();
    process.getOutputStream().close();
    CompletableFuture<Void> kill =
        CompletableFuture.runAsync(
            () -> kill(process), CompletableFuture.delayedExecutor(MINUTES, TimeUnit.MINUTES));
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!kill.cancel(false)) {
      throw new AssertionError(
          "the commands did not end within %d minutes; so far:%n%s".formatted(MINUTES, printed));
    }
    return printed;
  }

  private static void kill(Process shell) {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
  }
}

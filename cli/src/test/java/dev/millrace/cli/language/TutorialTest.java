package dev.millrace.cli.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.script.RealScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the tutorial, run one after another in one shell, print its output. */
class TutorialTest {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(sh|text)\n(.*?)^```$");

  /** Between the outputs of two blocks. */
  private static final String END = "=== end of block ===\n";

  @TempDir private Path folder;

  @Test
  void the_commands_print_what_the_page_shows() throws Exception {
    List<String> shown = new ArrayList<>();
    StringBuilder commands = new StringBuilder();
    Matcher block = BLOCK.matcher(Tree.text(Tree.ROOT.resolve("docs/tutorial.md")));
    while (block.find()) {
      if (block.group(1).equals("sh")) {
        commands.append(block.group(2)).append("printf '%s' '").append(END).append("'\n");
        shown.add("");
      } else {
        shown.set(shown.size() - 1, block.group(2));
      }
    }

    List<String> printed = List.of(run(commands.toString()).split(END, -1));

    assertThat(printed.stream().map(TutorialTest::comparable))
        .containsExactlyElementsOf(
            Stream.concat(shown.stream(), Stream.of("")).map(TutorialTest::comparable).toList());
  }

  private String run(String commands) throws Exception {
    Path checkout = Files.createDirectory(folder.resolve("checkout"));
    RealScript.in(checkout);
    Path file = Files.writeString(folder.resolve("tutorial.sh"), commands);
    ProcessBuilder shell =
        new ProcessBuilder("sh", file.toString())
            .directory(checkout.toFile())
            .redirectErrorStream(true);
    shell.environment().keySet().removeIf(name -> name.startsWith("MILLRACE_"));
    shell.environment().put("JAVA_HOME", System.getProperty("java.home"));
    shell.environment().remove("COLUMNS");
    Process process = shell.start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  /** Without times, rates, versions of definitions, and the progress bar of slow machines. */
  private static String comparable(String text) {
    return text.replaceAll("(?m)^  [█░]+ .*\n", "")
        .replaceAll("(?m)^time +.*$", "time …")
        .replaceAll("(?m)^(Visit +)[0-9a-f]{16} ", "$1…")
        .replaceAll("(?m)^(written_(?:at|by)|content_hash) +.*$", "$1 …")
        .replaceAll("(?m)^(Visit  BAD_VALUE +1 +)20.*$", "$1…");
  }
}

package dev.millrace.cli.language;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the tutorial, run one after another in one shell, print its output. */
class TutorialTest {

  @TempDir private Path folder;

  @Test
  void the_commands_print_what_the_page_shows() throws Exception {
    new PageCommands(Tree.text(Tree.ROOT.resolve("docs/tutorial.md")))
        .assertPrinted(folder, TutorialTest::comparable);
  }

  /**
   * Without times, rates, runs, users, versions of definitions, and the progress bar of slow
   * machines.
   */
  private static String comparable(String text) {
    return text.replaceAll("(?m)^  [█░]+ .*\n", "")
        .replaceAll("(?m)^time +.*$", "time …")
        .replaceAll("(?m)^(Visit +)[0-9a-f]{16} ", "$1…")
        .replaceAll("(?m)^(written_(?:at|by)|content_hash) +.*$", "$1 …")
        .replaceAll("(?m)^run +\\d+ .*$", "run …")
        .replaceAll("(?m)^(operation .* by ).*$", "$1…")
        .replaceAll("(?m)^(Visit  BAD_VALUE +1 +)20.*$", "$1…");
  }
}

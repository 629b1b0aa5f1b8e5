package dev.millrace.cli.language;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first example of the page about sources: its commands print what the page shows. */
class SourcesPageCommandsTest {

  private static final String BEGIN = "## In ten minutes";
  private static final String END = "## Paths";

  @TempDir private Path folder;

  @Test
  void the_commands_print_what_the_page_shows() throws Exception {
    String page = Tree.text(Tree.ROOT.resolve("docs/sources.md"));

    new PageCommands(page.substring(page.indexOf(BEGIN), page.indexOf(END)))
        .assertPrinted(folder, SourcesPageCommandsTest::comparable);
  }

  /** Without durations, versions of definitions and numbers of runs. */
  private static String comparable(String text) {
    return text.replaceAll("\\b200 in \\d+ ms", "200 in … ms")
        .replaceAll("(?m)^(Item +)[0-9a-f]{16} ", "$1… ")
        .replaceAll("run \\d+ planned; (.*) status \\d+", "run … planned; $1 status …");
  }
}

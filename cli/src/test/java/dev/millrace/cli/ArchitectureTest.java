package dev.millrace.cli;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.millrace.cli.architecture.Rule;
import dev.millrace.cli.language.Tree;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the classes of all modules that the command is made of against the {@link Rule rules}. */
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace");

  /** A statement that inserts into, updates or deletes from a table of the ledger. */
  private static final Pattern LEDGER_WRITE =
      Pattern.compile(
          "(?:INSERT (?:IGNORE )?INTO|UPDATE|REPLACE INTO|DELETE(?: \\w+)? FROM|TRUNCATE TABLE)\\s+"
              + "millrace_(?:slice|attempt|run|coverage)\\b");

  /** The three states side by side, in SQL or in Java. */
  private static final Pattern OPEN_STATES =
      Pattern.compile(
          "'planned', 'sent', 'running'|EnumSet\\.of\\((?:SliceState\\.)?PLANNED, (?:SliceState\\.)?SENT, (?:SliceState\\.)?RUNNING\\)");

  private static final char SEPARATOR = File.separatorChar;

  /** A rule is content with no classes at all, so that they are there is a test of its own. */
  @Test
  void the_product_is_all_modules() {
    assertThat(PRODUCT)
        .extracting(JavaClass::getPackageName)
        .contains(
            "dev.millrace.queue",
            "dev.millrace.time",
            "dev.millrace.operator.status",
            "dev.millrace.producer",
            "dev.millrace.worker",
            "dev.millrace.local.database",
            "dev.millrace.console",
            "dev.millrace.cli");
  }

  @ParameterizedTest
  @EnumSource
  void the_product_keeps(Rule rule) {
    rule.check(PRODUCT);
  }

  /** A newcomer reads the list of a package; a question with more files is several. */
  @Test
  void no_package_has_more_than_20_files() {
    Map<String, Long> files =
        Tree.files(Tree.ROOT, ".java").stream()
            .collect(groupingBy(file -> String.valueOf(file.getParent()), counting()));

    assertThat(files.entrySet()).filteredOn(folder -> folder.getValue() > 20).isEmpty();
  }

  /** See docs/decisions/0014-ledger-statements.md. */
  @Test
  void only_the_ledger_writes_its_tables() {
    assertThat(containing(LEDGER_WRITE))
        .isNotEmpty()
        .allSatisfy(
            file ->
                assertThat(file.toString())
                    .contains("shared/src/main/java/dev/millrace/ledger/".replace('/', SEPARATOR)));
  }

  @Test
  void one_file_lists_the_states_that_count_as_open() {
    assertThat(containing(OPEN_STATES))
        .extracting(file -> String.valueOf(file.getFileName()))
        .containsExactly("SliceState.java");
  }

  /** The files of the product, without benchmarks and torture, which use the ledger directly. */
  private static List<Path> containing(Pattern text) {
    return Tree.files(Tree.ROOT, ".java").stream()
        .filter(file -> file.toString().contains("/src/main/".replace('/', SEPARATOR)))
        .filter(file -> !file.startsWith(Tree.ROOT.resolve("bench")))
        .filter(file -> !file.startsWith(Tree.ROOT.resolve("torture")))
        .filter(file -> text.matcher(Tree.text(file)).find())
        .toList();
  }

  @Test
  void no_file_has_more_than_300_lines() {
    assertThat(Tree.files(Tree.ROOT, ".java"))
        .filteredOn(file -> Tree.text(file).lines().count() > 300)
        .isEmpty();
  }
}

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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the classes of all modules that the command is made of against the {@link Rule rules}. */
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.millrace");

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

  @Test
  void no_file_has_more_than_300_lines() {
    assertThat(Tree.files(Tree.ROOT, ".java"))
        .filteredOn(file -> Tree.text(file).lines().count() > 300)
        .isEmpty();
  }
}

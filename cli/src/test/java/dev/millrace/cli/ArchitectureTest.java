package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.millrace.cli.architecture.Rule;
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
}

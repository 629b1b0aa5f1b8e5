package dev.millrace.torture.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The product changes, and a planted fault that no longer fits would prove nothing. */
class PlanterTest {

  @ParameterizedTest
  @EnumSource
  void each_fault_changes_classes_of_the_product_that_stay_valid(Plant plant, @TempDir Path folder)
      throws Exception {
    Planter.plant(plant.option(), folder);

    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.filter(file -> file.toString().endsWith(".class")).toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      assertThat(ClassFile.of().verify(file)).as(file.toString()).isEmpty();
    }
  }

  @Test
  void a_fault_that_does_not_exist_is_refused_with_those_that_do() {
    assertThatThrownBy(() -> Plant.of("no-such-fault"))
        .hasMessageContaining("no-such-fault")
        .hasMessageContaining("no-fence");
  }

  @Test
  void an_edit_that_changes_nothing_is_refused() {
    Edit edit = Edit.text("dev.millrace.ledger.Claiming", "a text that is not there", "x");

    assertThatThrownBy(edit::changed).hasMessageContaining("does not change");
  }
}

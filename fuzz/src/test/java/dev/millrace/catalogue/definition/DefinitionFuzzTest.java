package dev.millrace.catalogue.definition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.fuzz.Bounds;
import java.util.List;

/** A definition is read, or refused with the lines to edit. */
class DefinitionFuzzTest {

  private static final String FILE = "Fuzz.yaml";

  @FuzzTest
  void a_definition_is_read_or_refused_by_line(byte[] file) throws Exception {
    Bounds.keep(() -> parse(new String(file, UTF_8)));
  }

  private static void parse(String yaml) {
    List<CountedType> types;
    try {
      types = DefinitionParser.parseAll(yaml, FILE);
    } catch (InvalidDefinitionException refusal) {
      // As many as YAML knows line ends, and the line after the last one.
      long lines = yaml.chars().filter(c -> "\n\r\u0085\u2028\u2029".indexOf(c) >= 0).count() + 1;
      assertThat(refusal.problems())
          .isNotEmpty()
          .allSatisfy(
              problem -> {
                assertThat(problem.file()).isEqualTo(FILE);
                assertThat((long) problem.line()).isBetween(0L, lines);
                assertThat(problem.message()).isNotBlank();
              });
      return;
    }
    assertThat(types).isNotEmpty();
    assertThat(DefinitionParser.parseAll(yaml, FILE))
        .extracting(CountedType::version)
        .isEqualTo(types.stream().map(CountedType::version).toList());
  }
}

package dev.millrace.catalogue.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.catalogue.InvalidDefinitionException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** YAML that would run code or fill the memory of a reader that makes objects of it. */
@Timeout(20)
final class HostileDefinitionTest {

  @TempDir private static Path folder;

  /** Its class notes that it was made. */
  public static final class Trap {

    /** As YAML makes an object of a tag. */
    public Trap(String path) throws Exception {
      Files.createFile(Path.of(path));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "{ type: T, columns: { a: { from: /a } }, owner: %s }",
        "{ type: T, columns: { a: { from: %s } } }",
        "{ type: T, columns: { ? %s : { from: /a } } }",
        "{ type: %s, columns: { a: { from: /a } } }",
      })
  void a_tag_makes_no_object(String yaml) {
    Path trapped = folder.resolve("trapped");
    String tag = "!!%s ['%s']".formatted(Trap.class.getName(), trapped);

    assertThatThrownBy(() -> DefinitionParser.parse(yaml.formatted(tag), "T.yaml"))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("T.yaml, line 1: ");
    assertThat(trapped).doesNotExist();
  }

  /** Millions of texts where aliases are copied, or a billion where there are many of them. */
  @ParameterizedTest
  @CsvSource({"2, 24, 'T.yaml, line 1: the file has more than 100000 values'", "10, 9, max=50"})
  void aliases_are_not_multiplied(int of, int times, String problem) {
    String aliases =
        IntStream.range(1, times)
            .mapToObj(i -> "a%d: &a%d [%s]".formatted(i, i, copies(of, "*a" + (i - 1))))
            .collect(Collectors.joining("\n", "a0: &a0 [%s]\n".formatted(copies(of, "x")), "\n"));

    assertThatThrownBy(() -> DefinitionParser.parse(aliases, "T.yaml"))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aliases_are_taken_where_they_are_few() {
    String yaml =
        """
        type: T
        columns: { a: &text { from: /a, length: 9 }, b: *text }
        """;

    assertThat(DefinitionParser.parse(yaml, "T.yaml").mapping().columns()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&a [*a]",
        "&a { type: T, columns: *a }",
        "&a { type: T, source: *a, columns: { a: *a } }",
        "{ type: T, columns: { ? &k { ? *k : v } : v } }",
      })
  void a_definition_within_itself_is_refused(String yaml) {
    assertThatThrownBy(() -> DefinitionParser.parse(yaml, "T.yaml"))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("T.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void a_deep_definition_is_refused(String opening) {
    String yaml = "type: T\ndrop:\n  " + opening.repeat(100_000);

    assertThatThrownBy(() -> DefinitionParser.parse(yaml, "T.yaml"))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageContaining("T.yaml")
        .message()
        .hasSizeLessThan(1_000);
  }

  @Test
  void a_definition_of_megabytes_is_refused() {
    String yaml = "type: T\ncolumns: {}\n#" + "x".repeat(2 << 20);

    assertThatThrownBy(() -> DefinitionParser.parse(yaml, "T.yaml"))
        .isInstanceOf(InvalidDefinitionException.class)
        .hasMessageStartingWith("T.yaml: the file has 2097173 characters, more than 1048576")
        .message()
        .hasSizeLessThan(1_000);
  }

  private static String copies(int times, String one) {
    return String.join(", ", Collections.nCopies(times, one));
  }
}

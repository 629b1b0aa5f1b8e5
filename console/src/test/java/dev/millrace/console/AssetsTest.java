package dev.millrace.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.operator.deadletter.RedriveResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class AssetsTest {

  private static final int MOST_COMPRESSED_BYTES = 120_000;

  /** Lines of checksum, file, package and version, and path in the package. */
  private static final Map<String, String> VENDORED =
      new String(Assets.read("vendor/VENDORED.txt"), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" +", -1))
          .collect(Collectors.toMap(words -> words[1], words -> words[0]));

  @Test
  void vendored_files_are_those_of_the_registry() {
    assertThat(VENDORED)
        .hasSizeGreaterThan(4)
        .allSatisfy(
            (name, checksum) ->
                assertThat(HexFormat.of().formatHex(Assets.sha256(read(name))))
                    .as(name)
                    .isEqualTo(checksum));
    assertThat(VENDORED.keySet())
        .containsAll(
            Assets.NAMES.stream()
                .filter(name -> name.startsWith("vendor/"))
                .map(name -> name.substring("vendor/".length()))
                .toList());
  }

  @Test
  void all_files_together_are_small() {
    int bytes =
        Stream.concat(Stream.of("index.html"), Assets.NAMES.stream())
            .mapToInt(name -> Assets.gzip(Assets.read(name)).length)
            .sum();

    assertThat(bytes).isLessThan(MOST_COMPRESSED_BYTES);
  }

  @Test
  void nothing_is_loaded_from_elsewhere_or_set_as_html() {
    for (String name : Assets.NAMES.stream().filter(name -> name.matches("\\w+\\.mjs")).toList()) {
      assertThat(new String(Assets.read(name), StandardCharsets.UTF_8))
          .as(name)
          .doesNotContain("://", "innerHTML", "dangerouslySetInnerHTML", "eval(");
    }
  }

  /** Else a group could not be redriven, or its dry run would hide a part of the effect. */
  @Test
  void the_page_knows_every_fate_of_a_redrive() {
    String page = new String(Assets.read("problems.mjs"), StandardCharsets.UTF_8);

    assertThat(RedriveResult.values())
        .allSatisfy(fate -> assertThat(page).contains("\n  " + fate.text() + ": "));
  }

  private static byte[] read(String name) {
    return name.startsWith("axe.") ? Assets.read(name) : Assets.read("vendor/" + name);
  }
}

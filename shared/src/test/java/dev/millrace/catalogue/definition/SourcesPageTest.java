package dev.millrace.catalogue.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.DocumentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The definitions of the page about sources can be copied as they are. */
final class SourcesPageTest {

  private static final Path PAGE = Path.of("..", "docs", "sources.md");
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private static List<DocumentType> examples() throws IOException {
    return EXAMPLE
        .matcher(Files.readString(PAGE))
        .results()
        .map((MatchResult example) -> example.group(1))
        .flatMap(yaml -> DefinitionParser.parseAll(yaml, "sources.md").stream())
        .flatMap(type -> type.imported().stream())
        .toList();
  }

  @Test
  void every_example_is_a_valid_definition() throws IOException {
    assertThat(examples())
        .extracting(DocumentType::name)
        .containsExactly(
            "Everything@a/b",
            "Everything@c/d",
            "AccessLog",
            "Earthquakes",
            "GithubCommits@apache/maven",
            "GithubCommits@junit-team/junit-framework",
            "SlackHistory@C012AB3CD",
            "SlackHistory@C061EG9T2",
            "StripeEvents",
            "ArchivedEvents");
    assertThat(examples()).allMatch(type -> type.http() != null);
  }

  /** All but the one that takes the place of {@code url}. */
  @Test
  void one_example_has_every_key_of_a_source_in_its_place() throws IOException {
    DocumentType everything = examples().getFirst();

    assertThat(SourceParser.KEYS)
        .filteredOn(key -> !key.equals("files"))
        .allSatisfy(
            key -> assertThat(Objects.requireNonNull(everything.http()).lines()).containsKey(key));
  }

  @Test
  void every_shipped_sample_is_on_the_page_as_it_ships() throws IOException {
    String page = Files.readString(PAGE);

    try (Stream<Path> samples = Files.list(Path.of("..", "samples", "sources"))) {
      assertThat(samples.filter(file -> file.toString().endsWith(".yaml")))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(page).contains(Files.readString(file).replaceAll("(?m)^#.*\\n", "")));
    }
  }

  @Test
  void four_public_apis_need_at_most_60_lines() throws IOException {
    long lines = 0;
    for (String name : List.of("earthquakes", "github", "slack", "stripe")) {
      Path sample = Path.of("..", "samples", "sources", name + ".yaml");
      lines +=
          Files.readAllLines(sample).stream()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .count();
    }

    assertThat(lines).isBetween(40L, 60L);
  }
}

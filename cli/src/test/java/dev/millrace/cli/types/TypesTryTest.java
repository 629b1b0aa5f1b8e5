package dev.millrace.cli.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.Execution;
import dev.millrace.local.apis.EarthquakeApi;
import dev.millrace.local.apis.GithubApi;
import dev.millrace.local.apis.PublicApi;
import dev.millrace.local.apis.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class TypesTryTest {

  private static final Instant FROM = Instant.parse("2024-05-31T12:00:00Z");
  private static final Instant TO = Instant.parse("2024-05-31T18:00:00Z");
  private static final Sample SAMPLE = new Sample(FROM, TO, 60, 5);

  @TempDir private Path folder;

  @AutoClose
  private final EarthquakeApi earthquakes =
      EarthquakeApi.start(SAMPLE, 0, InstantSource.system(), 100);

  @AutoClose
  private final GithubApi github =
      GithubApi.start(
          SAMPLE,
          0,
          InstantSource.system(),
          List.of("apache/maven", "junit-team/junit-framework"),
          "s3cr3t");

  private String definition(String name, PublicApi api) throws IOException {
    return Files.readString(Path.of("..", "samples", "sources", name + ".yaml"))
        .replace(api.realUrl(), api.server().url());
  }

  private Execution attempt(String definition, Map<String, String> variables, String... arguments)
      throws IOException {
    Files.writeString(folder.resolve("Type.yaml"), definition);
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("MILLRACE_TYPES", folder.toString());
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--from", FROM.toString(), "--to", TO.toString()));
    return Execution.of(
        new CommandLine(new TypesTryCommand(environment)), all.toArray(String[]::new));
  }

  @Test
  void requests_sums_and_first_rows_are_shown() throws Exception {
    Execution result =
        attempt(definition("earthquakes", earthquakes), Map.of(), "Earthquakes", "--max", "3");

    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .startsWith("Earthquakes [2024-05-31T12:00:00Z, 2024-05-31T18:00:00Z)\n")
        .contains("/fdsnws/event/1/count?format=geojson&starttime=2024-05-31T12%3A00%3A00.000Z")
        .contains("200 in ")
        .contains(
            "2 requests, 1 page, 60 documents: 60 accepted (60 rows), 0 filtered, 0 rejected,"
                + " 0 outside")
        .contains("magnitude", "place", "… and more; see --max");
  }

  @Test
  void a_secret_is_sent_but_not_shown() throws Exception {
    String yaml = definition("github", github);
    Map<String, String> token = Map.of("GITHUB_TOKEN", "s3cr3t");

    Execution one = attempt(yaml, token, "GithubCommits@junit-team/junit-framework", "--json");
    Execution without = attempt(yaml, Map.of(), "GithubCommits");
    Execution wrong = attempt(yaml, Map.of("GITHUB_TOKEN", "wr0ng"), "GithubCommits");

    JsonNode json = new JsonMapper().readTree(one.out());
    assertThat(json.path("accepted").asInt()).isEqualTo(60);
    assertThat(json.path("first_rows").path(0).path("repository").asText())
        .isEqualTo("junit-team/junit-framework");
    assertThat(one.out()).doesNotContain("s3cr3t");
    assertThat(without.status()).isEqualTo(1);
    assertThat(without.err()).contains("GITHUB_TOKEN is not set");
    assertThat(wrong.err())
        .contains("/repos/apache/maven/commits", "401", "Bad credentials", "(auth, line 6")
        .doesNotContain("wr0ng");
  }

  @Test
  void an_error_says_what_came_which_line_it_contradicts_and_what_to_write() throws Exception {
    String wrong =
        definition("earthquakes", earthquakes).replace("documents: /features", "documents: /items");

    Execution result = attempt(wrong, Map.of(), "Earthquakes");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("millrace: GET http://127.0.0.1:")
        .contains("there is nothing at '/items'")
        .contains("'{\"type\":\"FeatureCollection\"")
        .contains("(documents, line 8 of the definition)")
        .endsWith("write documents: /features\n");
  }

  @Test
  void a_wrong_unit_is_recognised() throws Exception {
    String wrong = definition("earthquakes", earthquakes).replace("unit: ms", "unit: s");

    Execution result = attempt(wrong, Map.of(), "Earthquakes");

    assertThat(result.err())
        .contains("all 60 documents are outside the window")
        .endsWith("is `unit` wrong? write unit: ms\n");
    assertThat(result.out()).contains("60 outside");
  }

  @Test
  void documents_that_are_all_rejected_are_an_error() throws Exception {
    String wrong = definition("earthquakes", earthquakes).replace("id: /id", "id: /name");

    Execution result = attempt(wrong, Map.of(), "Earthquakes");
    Execution json = attempt(wrong, Map.of(), "Earthquakes", "--json");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "millrace: all 60 documents are rejected; correct the definition by the reasons above\n");
    assertThat(result.out()).contains("60 rejected").contains("NO_ID");
    assertThat(json.status()).isEqualTo(1);
    assertThat(new JsonMapper().readTree(json.out()).path("error").asText())
        .startsWith("all 60 documents");
  }

  @Test
  void other_values_of_for_are_named() throws Exception {
    Map<String, String> token = Map.of("GITHUB_TOKEN", "s3cr3t");

    Execution first = attempt(definition("github", github), token, "GithubCommits");
    Execution json = attempt(definition("github", github), token, "GithubCommits", "--json");

    assertThat(first.status()).isZero();
    assertThat(first.out())
        .contains(
            "  hint: GithubCommits has 2 values of for, and this is the first one;"
                + " GithubCommits@VALUE tries another\n");
    assertThat(new JsonMapper().readTree(json.out()).path("hints")).hasSize(1);
  }

  @Test
  void an_answer_that_may_be_one_page_of_several_is_a_hint() throws Exception {
    String alone =
        definition("earthquakes", earthquakes)
            .replace("params: { format: geojson }", "params: { format: geojson, limit: 60 }");

    Execution result = attempt(alone, Map.of(), "Earthquakes");

    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("  hint: GET http://127.0.0.1:")
        .contains("60 documents, as many as the parameter 'limit' asks for");
  }

  @Test
  void a_type_without_a_source_is_refused() throws Exception {
    Execution result =
        attempt("type: Plain\ncolumns: { a: { from: /data/a } }\n", Map.of(), "Plain");

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains("no type in the folder has a source");
  }
}

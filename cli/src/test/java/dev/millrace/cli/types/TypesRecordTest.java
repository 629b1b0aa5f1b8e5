package dev.millrace.cli.types;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Execution;
import dev.millrace.local.api.DocumentApi;
import dev.millrace.local.apis.GithubApi;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.document.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A definition has tests without a network: recorded answers and a golden file. */
final class TypesRecordTest {

  private static final Instant FROM = Instant.parse("2024-05-31T12:00:00Z");
  private static final Instant TO = Instant.parse("2024-05-31T18:00:00Z");
  private static final String TYPE = "GithubCommits@junit-team/junit-framework";
  private static final String TOKEN = "s3cr3t-token";

  @TempDir private Path folder;

  private Execution run(Map<String, String> variables, String... arguments) {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("MILLRACE_TYPES", folder.resolve("types").toString());
    return Execution.of(
        environment,
        Stream.concat(Stream.of("types"), Stream.of(arguments)).toArray(String[]::new));
  }

  private Execution test(String type, String... options) {
    return run(
        Map.of(),
        Stream.concat(Stream.of("test", type, recording().toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private Path recording() {
    return folder.resolve("recording");
  }

  private void define(String yaml) throws IOException {
    Files.createDirectories(folder.resolve("types"));
    Files.writeString(folder.resolve("types").resolve("Type.yaml"), yaml);
  }

  private String everything() throws IOException {
    try (Stream<Path> files = Files.list(recording())) {
      return files
          .map(
              file -> {
                try {
                  return Files.readString(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .collect(joining("\n"));
    }
  }

  /** Records 250 commits of one repository in three pages; the API is gone afterwards. */
  private String recordCommits() throws IOException {
    try (GithubApi api =
        GithubApi.start(
            new Sample(FROM, TO, 250, 5),
            0,
            InstantSource.system(),
            List.of("apache/maven", "junit-team/junit-framework"),
            TOKEN)) {
      String yaml =
          Files.readString(Path.of("..", "samples", "sources", "github.yaml"))
              .replace(api.realUrl(), api.server().url());
      define(yaml);
      Execution record =
          run(
              Map.of("GITHUB_TOKEN", TOKEN),
              "record",
              TYPE,
              "--from=" + FROM,
              "--to=" + TO,
              "--dir=" + recording());
      assertThat(record.err()).isEmpty();
      assertThat(record.status()).isZero();
      assertThat(record.out())
          .contains("3 answers with 250 documents of " + TYPE)
          .endsWith("now run ./millrace types test %s %s --write\n".formatted(TYPE, recording()));
      return yaml;
    }
  }

  @Test
  void recorded_answers_are_mapped_without_network_and_secret() throws IOException {
    recordCommits();

    assertThat(everything())
        .contains("GET http://127.0.0.1:", "rel=\\\"next\\\"")
        .doesNotContain(TOKEN)
        .doesNotContainIgnoringCase("authorization");
    Execution without = test(TYPE);
    assertThat(without.status()).isEqualTo(1);
    assertThat(without.err())
        .isEqualTo(
            "millrace: there is no %s; run ./millrace types test %s %s --write, and check that file\n"
                .formatted(recording().resolve("expected.json"), TYPE, recording()));
    assertThat(test(TYPE, "--write").out())
        .isEqualTo(
            "%s: 250 documents, 250 accepted (250 rows), 0 filtered, 0 rejected, 0 outside; written to %s\n"
                .formatted(TYPE, recording().resolve("expected.json")));
    Execution again = test("GithubCommits");
    assertThat(again.err()).isEmpty();
    assertThat(again.status()).isZero();
    assertThat(again.out()).endsWith(" 0 outside; as expected\n");
  }

  @Test
  void a_changed_definition_shows_which_rows_differ() throws IOException {
    String yaml = recordCommits();
    test(TYPE, "--write");
    define(yaml.replace("repository: { from: /for/repo }", "repository: { from: /data/sha }"));

    Execution changed = test(TYPE);

    assertThat(changed.status()).isEqualTo(1);
    assertThat(changed.out())
        .contains(
            ", repository: expected \"junit-team/junit-framework\", found \"",
            "  … and 230 more\n",
            "250 differences from ");
    define(yaml.replace("repository: {", "repo: {"));
    assertThat(test(TYPE).out()).contains(", repo: expected nothing, found \"junit");
  }

  @Test
  void a_definition_that_asks_for_something_else_is_told_apart() throws IOException {
    String yaml = recordCommits();
    test(TYPE, "--write");
    define(yaml.replace("per_page: 100", "per_page: 50"));

    Execution changed = test(TYPE);

    assertThat(changed.status()).isEqualTo(1);
    assertThat(changed.err())
        .contains("no answer to GET http", "per_page=50", "record it again with");
    define(yaml.replaceAll("(?m)^  pages: .*\n", ""));
    assertThat(test(TYPE).err()).contains("write pages: { link: next }");
    assertThat(test("GithubCommits@apache/maven").err())
        .contains("has answers of %s, not of GithubCommits@apache/maven".formatted(TYPE));
  }

  @Test
  void documents_of_the_document_api_are_recorded_with_their_outcomes() throws IOException {
    define(
        """
        type: Thing
        accept: /data/size
        columns: { size: { from: /data/size, as: integer }, who: { from: /data/who, hash: true } }
        """);
    String documents =
        """
        {"id":"a","timestamp":1717156900,"type":"Thing","data":{"size":1,"who":"Ann"}}
        {"id":"b","timestamp":1717156901,"type":"Thing","data":{"size":"long"}}
        {"id":"c","timestamp":1717156902,"type":"Thing","data":{}}
        {"id":"d","timestamp":1717156903,"type":"Thing","data":{"size":2,"access_token":"abcdef"}}
        """;
    try (DocumentApi api =
        DocumentApi.start(
            Documents.of(documents.lines().toList()), 0, InstantSource.system(), List.of())) {
      Execution record =
          run(
              Map.of("MILLRACE_SOURCE_URL", api.url(), "MILLRACE_SOURCE_KEY", api.key()),
              "record",
              "Thing",
              "--from=" + FROM,
              "--to=" + TO,
              "--dir=" + recording());
      assertThat(record.err()).isEmpty();
      assertThat(record.out()).contains("1 answer with 4 documents of Thing");
      assertThat(everything()).doesNotContain(api.key()).doesNotContain("abcdef");
    }

    assertThat(test("Thing", "--write").out())
        .contains("4 documents, 2 accepted (2 rows), 1 filtered, 1 rejected, 0 outside");
    assertThat(test("Thing").status()).isZero();
    String golden = Files.readString(recording().resolve("expected.json"));
    assertThat(golden.lines())
        .contains(
            "  \"filtered\": 1,",
            "    {\"id\":\"b\",\"reason\":\"BAD_VALUE\",\"path\":\"/data/size\",\"message\":\"size: expected a"
                + " whole number of 32 bits, at most 2147483647, found 'long'\"}");

    Files.writeString(
        recording().resolve("expected.json"),
        golden.replace("\"size\":2", "\"size\":3").replace("\"id\":\"b\"", "\"id\":\"x\""));
    assertThat(test("Thing").lines())
        .startsWith(
            "  rejected document x: expected, not found",
            "  rejected document b: not expected",
            "  row d, size: expected 3, found 2");
  }

  @Test
  void a_source_that_refuses_leaves_no_recording() throws IOException {
    try (GithubApi api =
        GithubApi.start(
            new Sample(FROM, TO, 10, 5),
            0,
            InstantSource.system(),
            List.of("junit-team/junit-framework"),
            TOKEN)) {
      define(
          Files.readString(Path.of("..", "samples", "sources", "github.yaml"))
              .replace(api.realUrl(), api.server().url()));

      Execution refused =
          run(Map.of("GITHUB_TOKEN", "wrong"), "record", TYPE, "--dir=" + recording());

      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.err()).contains("401", "Bad credentials").doesNotContain("wrong");
      assertThat(recording()).doesNotExist();
    }
    assertThat(test(TYPE).err())
        .isEqualTo(
            "millrace: %s has no recording.json; record one with ./millrace types record\n"
                .formatted(recording()));
  }
}

package dev.millrace.cli.types;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.Execution;
import dev.millrace.local.apis.ArchiveApi;
import dev.millrace.local.apis.HeldDocument;
import dev.millrace.local.apis.Sample;
import dev.millrace.local.aws.LocalS3;
import dev.millrace.local.time.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands about types, of one that is read from files by time. */
final class TypesOfFilesTest {

  private static final Instant FROM = Instant.parse("2024-05-31T12:00:00Z");
  private static final Instant TO = Instant.parse("2024-05-31T18:00:00Z");

  @TempDir private Path folder;

  private final SettableClock clock = new SettableClock(Instant.parse("2024-05-31T18:30:00Z"));

  @AutoClose
  private final ArchiveApi archive =
      ArchiveApi.start(new Sample(FROM, TO, 60, 5), 0, clock, Duration.ofMinutes(10));

  private String definition() throws IOException {
    return Files.readString(Path.of("..", "samples", "sources", "archive.yaml"));
  }

  private Execution attempt(String definition, Map<String, String> variables, String... arguments)
      throws IOException {
    Files.writeString(folder.resolve("Type.yaml"), definition);
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("MILLRACE_TYPES", folder.toString());
    return Execution.of(new CommandLine(new TypesTryCommand(environment, clock)), arguments);
  }

  @Test
  void the_newest_whole_file_is_tried() throws Exception {
    String yaml = definition().replace(archive.realUrl(), archive.server().url());
    int held = archive.held(TO.minus(Duration.ofHours(1)), TO).size();

    Execution result = attempt(yaml, Map.of(), "ArchivedEvents");

    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .startsWith("ArchivedEvents [2024-05-31T17:00:00Z, 2024-05-31T18:00:00Z)\n")
        .contains("GET " + archive.server().url() + "/2024-05-31-17.json.gz")
        .contains("%d documents: %d accepted".formatted(held, held));
  }

  @Test
  void a_file_that_is_not_there_yet_is_no_mystery() throws Exception {
    String yaml = definition().replace(archive.realUrl(), archive.server().url());
    clock.set(Instant.parse("2024-05-31T18:05:00Z"));

    Execution result = attempt(yaml, Map.of(), "ArchivedEvents");

    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("millrace: GET " + archive.server().url() + "/2024-05-31-17.json.gz")
        .contains("404", "NoSuchKey", "it is missing from 2024-06-03T18:00:00Z on");
  }

  @Test
  void objects_of_s_3_are_tried_with_the_credentials_of_the_environment() throws Exception {
    try (LocalS3 s3 = LocalS3.start("eu-west-1")) {
      s3.put("events", "2024/05/31/17", lines(archive.held(FROM, TO)).getBytes(UTF_8));
      String yaml =
          definition().replaceAll("files: .*", "files: 's3://events/{yyyy}/{MM}/{dd}/{HH}'");

      Execution result =
          attempt(
              yaml,
              Map.of(
                  "AWS_ENDPOINT_URL",
                  s3.endpoint(),
                  "AWS_REGION",
                  "eu-west-1",
                  "AWS_ACCESS_KEY_ID",
                  LocalS3.KEY_ID,
                  "AWS_SECRET_ACCESS_KEY",
                  LocalS3.SECRET),
              "ArchivedEvents");

      assertThat(result.err()).isEmpty();
      assertThat(result.out())
          .contains("GET s3://events/2024/05/31/17")
          .doesNotContain(LocalS3.SECRET);
    }
  }

  @Test
  void a_preview_takes_documents_as_the_files_have_them() throws Exception {
    Files.writeString(folder.resolve("Type.yaml"), definition());
    Path file = Files.writeString(folder.resolve("events.ndjson"), lines(archive.held(FROM, TO)));

    Execution run =
        Execution.of(
            Map.of("MILLRACE_TYPES", folder.toString()),
            "types",
            "preview",
            "ArchivedEvents",
            file.toString(),
            "--max",
            "1");

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("kind", "repository", "login")
        .contains("60 documents: 60 accepted (60 rows), 0 filtered, 0 rejected");
  }

  private static String lines(List<HeldDocument> held) {
    return held.stream().map(document -> document.content() + "\n").collect(Collectors.joining());
  }
}

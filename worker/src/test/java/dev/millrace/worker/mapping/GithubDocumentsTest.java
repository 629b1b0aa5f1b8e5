package dev.millrace.worker.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.catalogue.CountedType;
import dev.millrace.catalogue.definition.DefinitionFolder;
import dev.millrace.worker.mapping.row.MappedDocument;
import dev.millrace.worker.mapping.row.MappedDocument.Accepted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Real documents through the definition that ships. */
final class GithubDocumentsTest {

  private final DocumentMapper mapper =
      new DocumentMapper(
          DefinitionFolder.read(Path.of("..", "types"))
              .catalogue()
              .find("GithubType")
              .flatMap(CountedType::imported)
              .orElseThrow());

  @Test
  void real_documents_become_the_rows_that_dashboards_read() throws IOException {
    List<Accepted> rows = documents().stream().map(this::accepted).toList();

    assertThat(rows)
        .extracting(row -> row.id().toString())
        .containsExactly(
            "AAUXmZdlgECeao9LpCYg4Q==", "AAXgagWe0ftvM1kHR7gEkA==", "AAVLkVYx04uS92AwUayhDw==");
    assertThat(rows.getFirst().rows().getFirst().timestamp()).isEqualTo(1433323321);
    assertThat(rows.getFirst().rows().getFirst().occurredAt())
        .isEqualTo(Instant.parse("2015-06-03T09:22:01Z"));
    assertThat(rows)
        .extracting(row -> row.rows().getFirst().values())
        .containsExactly(
            Arrays.asList(
                "resilience4j/resilience4j",
                "dev-5176cef266",
                "9e6a8f4ba42620e179fbf996a74211935eb78152",
                "2015-06-03T11:22:01+02:00",
                LocalDateTime.parse("2015-06-03T09:22:01"),
                0,
                null,
                0,
                0,
                "refs/heads/main"),
            Arrays.asList(
                "testcontainers/testcontainers-java",
                "dev-bd5a8d6c67",
                "6f33590747b80490d0f7c873fa366e559e9e9ffc",
                "2022-06-01T22:00:49+00:00",
                LocalDateTime.parse("2022-06-01T22:00:49"),
                1001,
                null,
                176,
                49,
                "refs/heads/main"),
            Arrays.asList(
                "resilience4j/resilience4j",
                "dev-6ab61ec5c5",
                "92f7603051aca10f672c454f2ed56c034104f789",
                "2017-03-24T14:05:39-04:00",
                LocalDateTime.parse("2017-03-24T18:05:39"),
                131,
                "Java",
                23,
                184,
                "refs/heads/main"));
  }

  @Test
  void a_push_without_a_head_commit_is_filtered() throws IOException {
    String document = documents().getFirst().replaceFirst("\"head_commit\":\\{", "\"other\":{");

    assertThat(map(document)).isInstanceOf(MappedDocument.Filtered.class);
  }

  private Accepted accepted(String document) {
    return (Accepted) map(document);
  }

  private MappedDocument map(String document) {
    byte[] bytes = document.getBytes(UTF_8);
    return mapper.map(bytes, 0, bytes.length);
  }

  private static List<String> documents() throws IOException {
    try (InputStream in =
        GithubDocumentsTest.class.getResourceAsStream("github-documents.ndjson")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8).lines().toList();
    }
  }
}

package dev.millrace.catalogue.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.catalogue.http.FileNames;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.time.SliceWidth;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Definitions of types that are read from files. */
final class SourceFilesTest {

  private static final String HOURS =
      """
      type: Items
      recheck: [1h, 6h]
      source:
        files: 'https://example.org/{yyyy}/{MM}/{dd}/{HH}.json.gz'
        id: /id
        timestamp: /at
      columns: { a: { from: /data/a } }
      """;

  private static final long SECOND = Instant.parse("2024-05-03T07:00:00Z").getEpochSecond();

  private static HttpSource parse(String yaml) {
    return Objects.requireNonNull(DefinitionParser.parse(yaml, "Items.yaml").http());
  }

  @Test
  void a_file_has_an_hour_and_is_missing_after_the_last_recheck() {
    DocumentType type = DefinitionParser.parse(HOURS, "Items.yaml");

    assertThat(parse(HOURS).files())
        .isEqualTo(new FileNames(Duration.ofHours(1), Duration.ofHours(6)));
    assertThat(parse(HOURS).documents()).as("lines").isNull();
    assertThat(type.grain()).isEqualTo(3_600);
    assertThat(type.schedule().sliceWidth()).isEqualTo(SliceWidth.HOUR);
    assertThat(parse(HOURS.replace("[1h, 6h]", "[]")).files())
        .isEqualTo(new FileNames(Duration.ofHours(1), Duration.ofDays(1)));
  }

  @Test
  void without_an_hour_in_its_name_a_file_has_a_day() {
    DocumentType type = DefinitionParser.parse(HOURS.replace("/{HH}", ""), "Items.yaml");

    assertThat(type.grain()).isEqualTo(86_400);
    assertThat(type.schedule().sliceWidth()).isEqualTo(SliceWidth.DAY);
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/{yyyy}/{MM}/{dd}/{HH}.gz, https://example.org/2024/05/03/07.gz",
    "https://example.org/{yyyy}-{MM}-{dd}-{H}.gz, https://example.org/2024-05-03-7.gz",
    "https://example.org/x?day={yyyy}{MM}{dd}, https://example.org/x?day=20240503",
    "s3://my-logs/dt={yyyy}-{MM}-{dd}/{HH}, s3://my-logs/dt=2024-05-03/07",
  })
  void a_file_is_named_by_the_beginning_of_its_time(String template, String name) {
    HttpSource source =
        parse(HOURS.replace("https://example.org/{yyyy}/{MM}/{dd}/{HH}.json.gz", template));

    assertThat(source.file(SECOND)).isEqualTo(URI.create(name));
  }

  @Test
  void values_of_for_may_be_in_the_name() {
    String yaml =
        HOURS
            .replace("/{yyyy}", "/{site}/{yyyy}")
            .replace("  id:", "  for: { site: [a, b] }\n  id:");

    assertThat(DefinitionParser.parseAll(yaml, "Items.yaml"))
        .flatExtracting(type -> type.imported().stream().toList())
        .extracting(type -> Objects.requireNonNull(type.http()).file(SECOND).getPath())
        .containsExactly("/a/2024/05/03/07.json.gz", "/b/2024/05/03/07.json.gz");
  }

  @Test
  void the_bucket_names_the_source() {
    String yaml = HOURS.replace("https://example.org", "s3://my-logs");

    assertThat(parse(yaml).inS3()).isTrue();
    assertThat(parse(yaml).host()).isEqualTo("s3://my-logs");
    assertThat(parse(HOURS).host()).isEqualTo("example.org");
  }

  @Test
  void the_version_changes_with_the_names_and_not_with_patience() {
    String version = version(HOURS);

    assertThat(version(HOURS.replace("[1h, 6h]", "[3d]"))).isEqualTo(version);
    assertThat(version(HOURS.replace("{HH}", "{H}"))).isNotEqualTo(version);
  }

  private static String version(String yaml) {
    return DefinitionParser.parse(yaml, "Items.yaml").version();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/{dd} | /x | 4 | has no {dd}; write files: 'https://host/{yyyy}",
        "{yyyy} | {YYYY} | 4 | unknown placeholder '{YYYY}'; only {yyyy}, {MM}, {dd}, {HH}, {H} are",
        "{HH} | {HH}{mm} | 4 | unknown placeholder '{mm}'",
        "https: | http: | 4 | write https or s3",
        "https://example.org | ftp://example.org | 4 | not http or https",
        "https://example.org | https://{dd}.example.org | 4 | host must not change with the time",
        "https://example.org | https://a:b@example.org | 4 | write auth",
        "https://example.org | https://example.org/#a | 4 | remove it",
        "https://example.org | s3://Logs | 4 | write s3://my-bucket/{yyyy}",
        "https://example.org | s3://logs-{dd} | 4 | write s3://my-bucket/{yyyy}",
        "id: /id | url: https://example.org/items | 5 | write url in place of files",
        "id: /id | params: { a: 1 } | 5 | 'params' is for an API",
        "id: /id | pages: { link: next } | 5 | 'pages' is for an API",
        "id: /id | count: { at: /n } | 5 | 'count' is for an API",
        "id: /id | window: { as: iso } | 5 | only overlap can be set",
        "id: /id | window: { overlap: 1 } | 5 | such as 30d",
        "timestamp: /at | documents: lines | 4 | the key 'timestamp' is missing",
      })
  void a_mistake_is_named_with_its_line_and_what_to_write(
      String right, String wrong, int line, String expected) {
    assertRefused(HOURS.replace(right, wrong), line, expected);
  }

  @Test
  void a_promise_is_longer_than_a_file_and_shorter_than_the_source_keeps_it() {
    assertRefused(
        HOURS + "fresh: 1h\n", 8, "is 1h old before the file is complete; write a longer");
    assertRefused(
        HOURS.replace("  id:", "  keeps: 2d\n  id:") + "fresh: 2d\n",
        9,
        "documents older than 2d are not expected");
  }

  @Test
  void a_slice_is_never_narrower_than_a_file() {
    assertRefused(HOURS + "slice_width: 10m\n", 8, "narrower than a file, which has 1h; write 1h");
    assertRefused(
        HOURS.replace("/{HH}", "") + "slice_width: 6h\n", 8, "which has 1d; write 1d or more");
    assertThat(DefinitionParser.parse(HOURS + "slice_width: 6h\n", "a").schedule().sliceWidth())
        .isEqualTo(SliceWidth.SIX_HOURS);
  }

  @Test
  void s_3_is_asked_with_the_role_of_the_worker() {
    assertRefused(
        HOURS
            .replace("https://example.org", "s3://my-logs")
            .replace("  id:", "  auth: { bearer: A_TOKEN }\n  id:"),
        5,
        "remove auth, and allow its role s3:GetObject and s3:ListBucket");
  }

  private static void assertRefused(String yaml, int line, String expected) {
    InvalidDefinitionException e =
        catchThrowableOfType(
            InvalidDefinitionException.class, () -> DefinitionParser.parse(yaml, "Items.yaml"));

    assertThat(e).as(yaml).isNotNull();
    assertThat(e.problems())
        .as(yaml)
        .anySatisfy(
            problem -> {
              assertThat(problem.toString()).contains(expected);
              assertThat(problem.line()).isEqualTo(line);
            });
  }
}

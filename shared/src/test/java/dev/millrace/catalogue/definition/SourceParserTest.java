package dev.millrace.catalogue.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.InvalidDefinitionException;
import dev.millrace.catalogue.http.Auth;
import dev.millrace.catalogue.http.Bounds;
import dev.millrace.catalogue.http.HttpSource;
import dev.millrace.catalogue.http.Order;
import dev.millrace.catalogue.http.Pages;
import dev.millrace.catalogue.http.Param;
import dev.millrace.catalogue.http.TimeForm;
import dev.millrace.catalogue.http.TooMany;
import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.catalogue.value.MomentUnit;
import dev.millrace.time.SliceWidth;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourceParserTest {

  static final String FULL =
      """
      type: Items
      source:
        url: https://api.example.org/v1/items
        params: { per_page: 100, q: 'a..b' }
        headers: { accept: application/json }
        auth: { bearer: EXAMPLE_TOKEN }
        window:
          from: "created[gte]"
          to: until
          as: iso_ms
          bounds: closed
          overlap: 5m
        method: GET
        documents: /items
        id: [/a, /b]
        timestamp: { from: /created_at, unit: ms }
        pages: { cursor: { param: cursor, at: /next } }
        order: descending
        ok: { at: /ok, is: true, why: /error, wait: [ratelimited] }
        wait: { when: { header: x-left, is: '0' }, until: { header: x-reset, unit: s } }
        too_many: { status: 400, says: 'exceeds search limit' }
        count: { at: /total }
        keeps: 30d
        rate: 0.8
      columns:
        a: { from: /data/a }
      """;

  static final String SHORT =
      """
      type: Items
      source:
        url: https://api.example.org/items
        window: { from: since, to: until, as: iso }
        documents: ''
        id: /id
        timestamp: /at
      columns: { a: { from: /data/a } }
      """;

  private static HttpSource parse(String yaml) {
    return Objects.requireNonNull(DefinitionParser.parse(yaml, "Items.yaml").http());
  }

  @Test
  void every_key_is_read() {
    HttpSource source = parse(FULL);

    assertThat(source.url()).isEqualTo("https://api.example.org/v1/items");
    assertThat(source.host()).isEqualTo("api.example.org");
    assertThat(source.params())
        .isEqualTo(Map.of("per_page", new Param("100", false), "q", new Param("a..b", true)));
    assertThat(source.headers()).isEqualTo(Map.of("accept", "application/json"));
    assertThat(source.auth()).isEqualTo(new Auth.Bearer("EXAMPLE_TOKEN"));
    assertThat(source.window().from()).isEqualTo("created[gte]");
    assertThat(source.window().as()).isEqualTo(TimeForm.ISO_MILLISECONDS);
    assertThat(source.window().bounds()).isEqualTo(Bounds.CLOSED);
    assertThat(source.window().overlap()).isEqualTo(Duration.ofMinutes(5));
    assertThat(source.documents()).isEqualTo(JsonPath.parse("/items"));
    assertThat(source.id()).isEqualTo(List.of(JsonPath.parse("/a"), JsonPath.parse("/b")));
    assertThat(source.timestamp().unit()).isEqualTo(MomentUnit.MILLISECONDS);
    assertThat(source.pages()).isEqualTo(new Pages.Cursor("cursor", JsonPath.parse("/next")));
    assertThat(source.order()).isEqualTo(Order.DESCENDING);
    assertThat(source.tooMany()).isEqualTo(new TooMany.Refused(400, "exceeds search limit"));
    assertThat(source.keeps()).isEqualTo(Duration.ofDays(30));
    assertThat(source.rate()).isEqualTo(new BigDecimal("0.8"));
    assertThat(source.line("window.bounds")).isEqualTo(11);
    assertThat(source.line("pages")).isEqualTo(17);
    assertThat(source.line("method.unknown")).isEqualTo(source.line(""));
  }

  @Test
  void a_slice_is_an_hour_wide_unless_the_definition_says_otherwise() {
    assertThat(DefinitionParser.parse(SHORT, "a").schedule().sliceWidth())
        .isEqualTo(SliceWidth.HOUR);
    assertThat(DefinitionParser.parse(SHORT + "slice_width: 10m\n", "a").schedule().sliceWidth())
        .isEqualTo(SliceWidth.TEN_MINUTES);
  }

  @Test
  void the_version_changes_with_what_decides_the_documents_only() {
    String version = DefinitionParser.parse(SHORT, "a").version();

    assertThat(version(SHORT.replace("/items", "/others"))).isNotEqualTo(version);
    assertThat(version(SHORT.replace("id: /id", "id: /key"))).isNotEqualTo(version);
    assertThat(version(SHORT.replace("timestamp: /at", "timestamp: /on"))).isNotEqualTo(version);
    assertThat(version(SHORT.replace("  documents", "  rate: 5\n  documents"))).isEqualTo(version);
    assertThat(version(SHORT.replace("  documents", "  keeps: 9d\n  documents")))
        .isEqualTo(version);
  }

  private static String version(String yaml) {
    DocumentType type = DefinitionParser.parse(yaml, "a");
    return type.version();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "url: https://api.example.org/items | url: http://api.example.org/items | 3 | write https",
        "url: https://api.example.org/items | url: https://u:p@api.example.org/items | 3 | write"
            + " auth",
        "url: https://api.example.org/items | url: https://api.example.org/items?a=1 | 3 | below"
            + " params",
        "url: https://api.example.org/items | url: https://api.example.org/{day} | 3 | only {from},"
            + " {to} are replaced",
        "url: https://api.example.org/items | params: {} | 3 | write url: https",
        "as: iso } | as: minutes } | 4 | s, ms, us, s.us, iso, iso_ms, day",
        "as: iso } | bounds: closed } | 4 | write as: iso",
        "as: iso } | as: s, bounds: both } | 4 | write half_open, closed or open",
        "as: iso } | as: s, overlap: 5 } | 4 | such as 30d",
        "from: since, to: until | to: until | 4 | order: descending",
        "from: since, to: until | from: since | 4 | with descending or none, each slice reads all"
            + " newer documents, so a backfill is one slice",
        "documents: '' | documents: items | 5 | write `/items`",
        "documents: '' | method: PUT | 5 | write GET or POST",
        "documents: '' | documnts: '' | 5 | did you mean `documents`",
        "id: /id | ids: /id | 6 | did you mean `id`",
        "timestamp: /at | timestamp: { unit: s } | 7 | write from: /created_at",
        "timestamp: /at | timestamp: { from: /at, unit: us } | 7 | use s, ms, iso or iso_utc",
      })
  void a_mistake_is_named_with_its_line_and_what_to_write(
      String right, String wrong, int line, String expected) {
    assertRefused(SHORT.replace(right, wrong), line, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pages: { link: next, page: { param: p } } | write pages: { link: next }",
        "pages: { cursor: { param: c } } | write at: /next_cursor",
        "pages: { page: { param: since } } | set by window and by pages",
        "pages: { offset: { param: o, size: none } } | write a whole number",
        "params: { until: 5 } | set by params and by window",
        "params: { q: '{month}' } | only {from}, {to} are replaced",
        "headers: { x-api-key: abc } | write auth",
        "headers: { host: example.org } | remove it",
        "headers: { accept: \"a\\r\\nx-forged: 1\" } | not visible ASCII",
        "headers: { \"a b\": c } | not a name of a header",
        "auth: { bearer: xoxb-secret } | name of an environment variable",
        "auth: { bearer: MILLRACE_SOURCE_KEY } | without MILLRACE_",
        "auth: { bearer: TOKEN_SECRET } | remove the ending",
        "auth: { basic: { user: U } } | write password",
        "auth: {} | write auth: { bearer",
        "auth: { oauth2: { client_id: A, client_secret: B } } | write token_url",
        "auth: { oauth2: { token_url: 'http://a.org/t', client_id: A, client_secret: B } } | not"
            + " https",
        "order: newest | write ascending",
        "ok: { at: /ok } | write is: true",
        "ok: { at: /ok, is: true, wait: [slow] } | write why: /error",
        "wait: { until: { header: x, unit: s } } | the key `when` is missing",
        "wait: { when: { header: x, is: '0' }, until: { header: y } } | write unit",
        "too_many: { says: 'no' } | write { status: 400",
        "too_many: { documents: 0 } | from 1 to",
        "too_many: { status: 400 } | may mean other errors too; write says:",
        "count: { url: 'https://api.example.org/count' } | write at: /total",
        "count: { url: 'https://other.example.org/count', at: /n } | but only `api.example.org` is"
            + " asked",
        "keeps: forever | such as 30d",
        "keeps: 12h | a recheck after 1d finds nothing",
        "rate: fast | write 5, or 0.8",
        "rate: 0 | write 5, or 0.8",
        "rate: 0.0005 | needs 3 requests per hour, but rate 0.0005 allows 1",
        "for: {} | one name with its values",
        "for: { repo: [a b] } | such as apache/maven",
        "for: { repo: [a/b, a/b] } | keep one",
        "for: { to: [a/b] } | small letters",
        "for: { repo: [] } | has no values",
        "for: { since: [a/b] } | is set by window and by for",
      })
  void a_contradiction_is_named_with_what_to_write(String key, String expected) {
    assertRefused(SHORT.replace("  documents", "  " + key + "\n  documents"), 0, expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pages: { cursor: { param: c, at: /n } } | write link, page or offset",
        "ok: { at: /ok, is: true } | remove ok",
        "count: { at: /total } | the url of a request that counts",
        "pages: { last_id: { param: after, more: /more } } | remove more",
      })
  void lines_have_nothing_around_them(String key, String expected) {
    assertRefused(SHORT.replace("documents: ''", "documents: lines\n  " + key), 0, expected);
  }

  @Test
  void the_rate_is_that_of_all_values_together() {
    String values =
        IntStream.range(0, 100).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    String channels =
        SHORT.replace(
            "  documents", "  for: { channel: [" + values + "] }\n  rate: 0.8\n  documents");

    assertThat(DefinitionParser.parseAll(channels, "A.yaml")).hasSize(100);
    assertRefused(
        channels + "slice_width: 10m\nrecheck: [1h, 6h, 1d, 3d]\n",
        0,
        "at rest the 100 values of for need 3000 requests per hour, but rate 0.8 allows 2880");
  }

  @Test
  void no_message_quotes_what_may_be_a_secret() {
    InvalidDefinitionException e =
        catchThrowableOfType(
            InvalidDefinitionException.class,
            () ->
                DefinitionParser.parse(
                    SHORT.replace("  documents", "  auth: { bearer: xoxb-123 }\n  documents"),
                    "Items.yaml"));

    assertThat(e).isNotNull();
    assertThat(e.getMessage()).doesNotContain("xoxb-123");
  }

  static void assertRefused(String yaml, int line, String expected) {
    InvalidDefinitionException e =
        catchThrowableOfType(
            InvalidDefinitionException.class, () -> DefinitionParser.parse(yaml, "Items.yaml"));

    assertThat(e).as(yaml).isNotNull();
    assertThat(e.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.toString()).contains(expected.replace('`', '\''));
              assertThat(line == 0 || problem.line() == line).isTrue();
            });
  }

  @Test
  void each_value_of_for_is_a_type_of_its_own_in_one_table() {
    String yaml =
        SHORT.replace(
            "  documents", "  params: { q: 'in {repo}' }\n  for: { repo: [a/b, c] }\n  documents");

    List<DocumentType> types =
        DefinitionParser.parseAll(yaml, "Items.yaml").stream()
            .flatMap(type -> type.imported().stream())
            .toList();

    assertThat(types).extracting(DocumentType::name).containsExactly("Items@a/b", "Items@c");
    assertThat(types).extracting(DocumentType::table).containsOnly("Items");
    assertThat(types).allMatch(type -> type.layout().byType());
    assertThat(Objects.requireNonNull(types.getFirst().http()).params())
        .isEqualTo(Map.of("q", new Param("in a/b", true)));
  }

  @Test
  void a_value_without_a_placeholder_is_a_parameter() {
    String yaml = SHORT.replace("  documents", "  for: { channel: [C1] }\n  documents");

    assertThat(parse(yaml).params()).isEqualTo(Map.of("channel", new Param("C1", true)));
    assertThat(
            parse(
                    SHORT
                        .replace("/items", "/{channel}/items")
                        .replace("  documents", "  for: { channel: [C1] }\n  documents"))
                .url())
        .isEqualTo("https://api.example.org/C1/items");
  }
}

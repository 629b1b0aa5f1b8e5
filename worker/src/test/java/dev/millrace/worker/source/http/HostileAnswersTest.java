package dev.millrace.worker.source.http;

import static dev.millrace.worker.source.http.ScriptedApi.HOUR;
import static dev.millrace.worker.source.http.ScriptedApi.array;
import static dev.millrace.worker.source.http.ScriptedApi.document;
import static dev.millrace.worker.source.http.ScriptedApi.items;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.settings.Environment;
import dev.millrace.worker.source.SizeLimits;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.http.ScriptedApi.Asked;
import dev.millrace.worker.source.http.ScriptedApi.Read;
import dev.millrace.worker.source.http.ScriptedApi.Reply;
import dev.millrace.worker.source.s3.S3Requests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A source that means harm: what it may answer, and what then happens. */
final class HostileAnswersTest {

  private static final int MEGABYTE = 1 << 20;

  private static final String OAUTH2 =
      "auth: { oauth2: { token_url: '{url}/token', client_id: AN_ID, client_secret: A_KEY } }";

  @AutoClose private final ScriptedApi api = new ScriptedApi();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "//evil.example/items",
        "https://127.0.0.1/items",
        "http://127.0.0.1:1/items",
        "http://[::1]/items",
        "http://localhost@evil.example/",
        "gopher://127.0.0.1/",
        "http://a b/",
      })
  void an_answer_leads_nowhere_but_to_its_own_host(String link) {
    api.answersInTurn(items(",\"next\":\"%s\"".formatted(link), document("a", 1)));

    assertThatThrownBy(() -> api.read("documents: /items", "pages: { next_url: /next }"))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("the next page is");
    assertThat(api.asked()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example/", "eu-west-1.evil.example", "eu-west-1/", "", "a\nb", "@"})
  void a_region_of_a_bucket_names_no_host(String region) {
    S3Requests requests = new S3Requests(_ -> Optional.of("eu-west-1"), InstantSource.system());

    assertThat(requests.moved("bucket", region)).isFalse();
    assertThat(requests.moved("bucket", "eu-north-1")).isTrue();
  }

  @Test
  void a_compressed_answer_that_would_fill_the_memory_is_refused() throws IOException {
    byte[] bomb = compressed(array(document("a", 1)), ' ', 65 * MEGABYTE);
    api.answers(_ -> Reply.of(200, bomb));

    assertThat(bomb.length).isLessThan(MEGABYTE);
    assertThatThrownBy(() -> api.read())
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("the answer has more than 67108864 bytes (pages, line")
        .hasMessageContaining("or raise MILLRACE_PAGE_BYTES");
  }

  @Test
  void the_limit_of_a_page_is_a_setting() throws Exception {
    String page = array(document("a", 1));
    Environment environment = new Environment(Map.of("MILLRACE_PAGE_BYTES", "2048"));
    api.answersInTurn(page);

    assertThat(SizeLimits.from(environment)).isEqualTo(new SizeLimits(16 * MEGABYTE, 2048));
    api.sizes(new SizeLimits(MEGABYTE, page.length()));
    assertThat(api.read().documents()).hasSize(1);
    api.sizes(new SizeLimits(MEGABYTE, page.length() - 1));
    assertThatThrownBy(() -> api.read())
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("more than %d bytes".formatted(page.length() - 1));
  }

  @Test
  void a_compressed_line_without_end_is_one_document_that_is_too_large() throws Exception {
    byte[] bomb = compressed(document("a", 1) + "\n{", 'x', 200 * MEGABYTE);
    api.answers(_ -> Reply.of(200, bomb));

    assertThat(bomb.length).isLessThan(MEGABYTE);
    assertThat(api.read("documents: lines").documents())
        .hasSize(2)
        .last()
        .asString()
        .hasSize(1_024);
  }

  @Test
  void text_after_the_answer_is_not_ignored() {
    api.answersInTurn(array(document("a", 1)) + array(document("b", 2)));

    assertThatThrownBy(() -> api.read())
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("the answer is not JSON");
  }

  @Test
  void an_answer_in_another_encoding_is_refused() {
    byte[] utf16 = array(document("a", 1)).getBytes(UTF_16);
    api.answers(
        _ -> Reply.of(200, api.asked().size() > 1 ? Arrays.copyOfRange(utf16, 2, 20) : utf16));

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> api.read())
          .isInstanceOf(UnexpectedAnswerException.class)
          .hasMessageContaining("the answer is not JSON");
    }
  }

  @Test
  void a_byte_order_mark_is_no_other_encoding() throws Exception {
    api.answersInTurn("\ufeff" + array(document("a", 1)));

    Read read = api.read();

    assertThat(read.documents()).containsExactly(ScriptedApi.enveloped("a", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"to\\r\\nx-forged: 1", "t\\u00f6ken", "t\\u0000"})
  void a_token_that_is_no_header_is_refused_and_not_shown(String token) {
    tokens("{\"access_token\":\"%s\"}".formatted(token));

    assertThatThrownBy(() -> api.read(OAUTH2))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageEndingWith("gave a token with characters that no header may have");
    assertThat(api.asked()).extracting(Asked::path).containsOnly("/token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "-9223372036854775808", "1e999", "\"soon\""})
  void a_token_may_be_said_to_be_valid_for_any_time(String seconds) throws Exception {
    tokens("{\"access_token\":\"t0ken\",\"expires_in\":%s}".formatted(seconds));

    assertThat(api.read(OAUTH2).documents()).isEmpty();
  }

  @Test
  void a_redirect_does_not_take_the_secret_of_a_token_along() {
    tokens("");
    api.answers(_ -> Reply.of(307, "").with("location", "/elsewhere"));

    assertThat(catchThrowable(() -> api.read(OAUTH2)))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("gave no token but 307");
    assertThat(api.asked()).extracting(Asked::path).containsOnly("/token");
  }

  @Test
  void what_a_source_says_is_quoted_on_one_line() throws Exception {
    api.answersInTurn("{\"ok\":false,\"error\":\"a\\nERROR forged\\u001b[2J\\u202e\"}");
    GuardedSource client =
        api.client("documents: /items", "ok: { at: /ok, is: true, why: /error }");

    assertThatThrownBy(() -> api.read(client, HOUR))
        .hasMessageContaining("'a\\nERROR forged\\u001b[2J\\u202e'")
        .hasMessageNotContaining("\n");
  }

  private void tokens(String answer) {
    api.variables(Map.of("AN_ID", "me", "A_KEY", "hidden"));
    api.answers(asked -> Reply.of(200, asked.path().equals("/token") ? answer : "[]"));
  }

  private static byte[] compressed(String beginning, char filler, int fillers) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] many = String.valueOf(filler).repeat(MEGABYTE).getBytes(UTF_8);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(beginning.getBytes(UTF_8));
      for (int i = 0; i < fillers / MEGABYTE; i++) {
        gzip.write(many);
      }
    }
    return bytes.toByteArray();
  }
}

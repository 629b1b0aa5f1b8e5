package dev.millrace.worker.source.http;

import static dev.millrace.worker.source.http.ScriptedApi.HOUR;
import static dev.millrace.worker.source.http.ScriptedApi.NOW;
import static dev.millrace.worker.source.http.ScriptedApi.array;
import static dev.millrace.worker.source.http.ScriptedApi.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.UnexpectedAnswerException;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.http.ScriptedApi.Reply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An error is never an empty answer. */
final class HttpRefusalsTest {

  private static final String QUOTA =
      "wait: { when: { header: x-left, is: '0' }, until: { header: x-reset, unit: s } }";
  private static final String OK = "ok: { at: /ok, is: true, why: /error, wait: [ratelimited] }";

  private final ScriptedApi api = new ScriptedApi();

  @AfterEach
  void close() {
    api.close();
  }

  private SourceUnavailableException refusal(String... keys) {
    SourceUnavailableException e =
        catchThrowableOfType(SourceUnavailableException.class, () -> api.read(keys));
    assertThat(e).isNotNull();
    return e;
  }

  @ParameterizedTest
  @CsvSource({
    "400, FAILS, 1",
    "401, REFUSES_KEY, 1",
    "403, REFUSES_KEY, 1",
    "404, FAILS, 1",
    "429, ASKS_TO_WAIT, 1",
    "500, FAILS, 3",
    "503, FAILS, 3",
    "504, TOO_SLOW, 3",
  })
  void a_status_decides(int status, Kind kind, int requests) {
    api.answers(_ -> Reply.of(status, "{\"message\":\"Bad credentials\"}"));

    SourceUnavailableException e = refusal();

    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.getMessage()).contains("/items", Integer.toString(status), "Bad credentials");
    assertThat(api.asked()).hasSize(requests);
  }

  @Test
  void an_exhausted_quota_waits_until_its_reset() {
    long reset = NOW.getEpochSecond() + 90;
    api.answers(
        _ ->
            Reply.of(403, "API rate limit exceeded")
                .with("x-left", "0")
                .with("x-reset", Long.toString(reset)));

    SourceUnavailableException e = refusal(QUOTA);

    assertThat(e.kind()).isEqualTo(Kind.ASKS_TO_WAIT);
    assertThat(e.retryAfter()).contains(Duration.ofSeconds(91));
  }

  @Test
  void a_403_with_some_quota_left_refuses_the_key() {
    api.answers(_ -> Reply.of(403, "no").with("x-left", "17").with("x-reset", "1"));

    assertThat(refusal(QUOTA).kind()).isEqualTo(Kind.REFUSES_KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "Sat, 01 Jun 2024 00:00:30 GMT"})
  void retry_after_is_read_in_both_forms(String value) {
    api.answers(_ -> Reply.of(429, "slow down").with("retry-after", value));

    assertThat(refusal().retryAfter()).contains(Duration.ofSeconds(30));
  }

  @Test
  void a_503_with_retry_after_asks_to_wait() {
    api.answers(_ -> Reply.of(503, "maintenance").with("retry-after", "120"));

    assertThat(refusal().kind()).isEqualTo(Kind.ASKS_TO_WAIT);
  }

  @Test
  void a_200_that_means_no_refuses_in_the_words_of_the_source() {
    api.answersInTurn("{\"ok\":false,\"error\":\"not_in_channel\"}");

    SourceUnavailableException e = refusal("documents: /messages", OK);

    assertThat(e.kind()).isEqualTo(Kind.REFUSES_KEY);
    assertThat(e.getMessage())
        .startsWith("the source says no: 'not_in_channel' to GET")
        .contains("(ok, line ")
        .endsWith(
            "; check the parameters and auth, or list 'not_in_channel' in the wait of ok if it"
                + " means later");
  }

  @Test
  void a_200_that_asks_to_wait_waits() {
    api.answers(
        _ -> Reply.of(200, "{\"ok\":false,\"error\":\"ratelimited\"}").with("retry-after", "7"));

    SourceUnavailableException e = refusal("documents: /messages", OK);

    assertThat(e.kind()).isEqualTo(Kind.ASKS_TO_WAIT);
    assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void an_answer_that_does_not_say_ok_contradicts_the_definition() {
    api.answersInTurn("{\"messages\":[]}");

    assertThatThrownBy(() -> api.read("documents: /messages", OK))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("there is nothing at '/ok' (ok.at, line");
  }

  @Test
  void a_refusal_opens_the_circuit_at_once() throws Exception {
    api.answersInTurn("{\"ok\":false,\"error\":\"invalid_auth\"}");
    GuardedSource client = api.client("documents: /messages", OK);

    assertThat(catchThrowable(() -> api.read(client, HOUR))).hasMessageContaining("invalid_auth");
    Throwable second = catchThrowable(() -> api.read(client, HOUR));

    assertThat(second).hasMessageContaining("circuit open").hasMessageContaining("invalid_auth");
    assertThat(api.asked()).hasSize(1);
    assertThat(client.openCircuits())
        .singleElement()
        .satisfies(open -> assertThat(api.url()).endsWith(open.source()));
  }

  @Test
  void a_refusal_in_the_middle_fails_the_window() {
    api.answers(
        _ ->
            api.asked().size() < 3
                ? Reply.of(
                    200,
                    "{\"ok\":true,\"messages\":%s,\"next\":\"c%d\"}"
                        .formatted(
                            array(document("a" + api.asked().size(), 1)), api.asked().size()))
                : Reply.of(200, "{\"ok\":false,\"error\":\"token_expired\"}"));

    SourceUnavailableException e =
        refusal("documents: /messages", OK, "pages: { cursor: { param: cursor, at: /next } }");

    assertThat(e.getMessage()).contains("token_expired");
  }

  @Test
  void html_with_status_200_contradicts_the_definition() {
    api.answersInTurn("<!DOCTYPE html><title>Back soon</title>");

    assertThatThrownBy(() -> api.read())
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("not JSON: '<!DOCTYPE html><title>Back soon</title>' (url, line 3");
  }

  @Test
  void an_object_in_place_of_the_array_names_the_better_place() {
    api.answersInTurn("{\"total\":1,\"results\":[]}");

    assertThatThrownBy(() -> api.read("documents: /items"))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageContaining("there is nothing at '/items'")
        .hasMessageContaining("(documents, line")
        .hasMessageEndingWith("write documents: /results");
    assertThatThrownBy(() -> api.read("documents: ''"))
        .hasMessageContaining("there is an object at ''");
  }

  @Test
  void an_array_in_place_of_the_object_names_the_better_place() {
    api.answersInTurn("[]");

    assertThatThrownBy(() -> api.read("documents: /items"))
        .isInstanceOf(UnexpectedAnswerException.class)
        .hasMessageEndingWith("write documents: ''");
  }

  @Test
  void an_answer_that_stays_cut_off_is_an_unavailable_source() {
    api.answersInTurn("[{\"id\":\"a\",");

    assertThat(refusal().getMessage()).contains("cut off");
    assertThat(api.asked()).hasSize(3);
  }

  @Test
  void no_message_holds_a_secret() {
    api.answers(_ -> Reply.of(401, "{\"error\":\"token s3cr3t-token is unknown\"}"));

    assertThat(refusal("auth: { bearer: A_TOKEN }").getMessage())
        .contains("token *** is unknown")
        .doesNotContain("s3cr3t");
  }

  @Test
  void a_long_secret_is_masked_before_the_answer_is_cut() {
    String secret = "eyJhbGciOi".repeat(180);
    api.variables(Map.of("A_TOKEN", secret));
    api.answers(_ -> Reply.of(401, "{\"error\":\"bad header Bearer " + secret + "\"}"));

    assertThat(refusal("auth: { bearer: A_TOKEN }").getMessage())
        .contains("bad header Bearer ***")
        .doesNotContain("eyJhbGci");
  }

  @Test
  void an_escaped_secret_is_masked() {
    api.variables(Map.of("A_TOKEN", "s3cr3t/ab+cdefgh"));
    api.answers(_ -> Reply.of(401, "{\"error\":\"Bearer s3cr3t\\/ab+cdefgh\"}"));

    assertThat(refusal("auth: { bearer: A_TOKEN }").getMessage()).doesNotContain("s3cr3t");
  }
}

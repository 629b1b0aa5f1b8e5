package dev.millrace.worker.source.http;

import static dev.millrace.worker.source.http.ScriptedApi.AT;
import static dev.millrace.worker.source.http.ScriptedApi.array;
import static dev.millrace.worker.source.http.ScriptedApi.document;
import static dev.millrace.worker.source.http.ScriptedApi.enveloped;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import dev.millrace.worker.source.guard.GuardedSource;
import dev.millrace.worker.source.http.ScriptedApi.Asked;
import dev.millrace.worker.source.http.ScriptedApi.Read;
import dev.millrace.worker.source.http.ScriptedApi.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is asked, and how a body is read. */
final class HttpRequestTest {

  private final ScriptedApi api = new ScriptedApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void the_window_the_parameters_and_the_headers_are_sent() throws Exception {
    api.read(
        "window: { from: 'created[gte]', to: end, as: iso, bounds: closed }",
        "params: { per_page: 100, q: 'a b&c' }",
        "headers: { accept: application/json }",
        "auth: { bearer: A_TOKEN }");

    Asked asked = api.asked().getFirst();
    assertThat(asked.method()).isEqualTo("GET");
    assertThat(asked.path()).isEqualTo("/items");
    assertThat(asked.params())
        .isEqualTo(
            Map.of(
                "created[gte]", "2024-05-31T12:00:00Z",
                "end", "2024-05-31T12:59:59Z",
                "per_page", "100",
                "q", "a b&c"));
    assertThat(asked.headers())
        .containsEntry("accept", "application/json")
        .containsEntry("authorization", "Bearer s3cr3t-token");
  }

  @Test
  void placeholders_stand_for_the_window_in_url_and_parameters() throws Exception {
    api.read(
        "url: '{url}/days/{from}/items'",
        "window: { as: day, bounds: closed }",
        "params: { q: 'created:{from}..{to}' }");

    assertThat(api.asked().getFirst().path()).isEqualTo("/days/2024-05-31/items");
    assertThat(api.asked("q")).containsExactly("created:2024-05-31..2024-05-31");
  }

  @Test
  void post_sends_the_parameters_as_json() throws Exception {
    api.read("method: POST", "params: { limit: 5, flag: true, name: '7' }");

    Asked asked = api.asked().getFirst();
    assertThat(asked.method()).isEqualTo("POST");
    assertThat(asked.params()).isEmpty();
    assertThat(asked.headers()).containsEntry("content-type", "application/json");
    assertThat(asked.body())
        .isEqualTo(
            "{\"limit\":5,\"flag\":true,\"name\":\"7\",\"since\":%d,\"until\":%d}"
                .formatted(AT, AT + 3_600));
  }

  @Test
  void basic_and_header_credentials_are_sent() throws Exception {
    api.variables(Map.of("A_USER", "me", "A_KEY", "hidden"));

    api.read("auth: { basic: { user: A_USER, password: A_KEY } }");
    api.read("auth: { header: { x-api-key: A_KEY } }");

    assertThat(api.asked().getFirst().headers())
        .containsEntry(
            "authorization",
            "Basic " + Base64.getEncoder().encodeToString("me:hidden".getBytes(UTF_8)));
    assertThat(api.asked().getLast().headers()).containsEntry("x-api-key", "hidden");
  }

  @Test
  void a_token_is_fetched_once_and_again_after_it_was_refused() throws Exception {
    api.variables(Map.of("AN_ID", "me", "A_KEY", "h&dden"));
    api.answers(
        asked ->
            asked.path().equals("/token")
                ? Reply.of(
                    200,
                    "{\"access_token\":\"t0ken%d\",\"expires_in\":3600}"
                        .formatted(api.asked().size()))
                : api.asked().size() == 3
                    ? Reply.of(401, "t0ken1 is revoked")
                    : Reply.of(200, "[]"));
    GuardedSource client =
        api.client(
            "auth: { oauth2: { token_url: '{url}/token', client_id: AN_ID, client_secret: A_KEY,"
                + " scope: read } }");

    api.read(client, ScriptedApi.HOUR);
    assertThatThrownBy(() -> api.read(client, ScriptedApi.HOUR))
        .hasMessageContaining("'*** is revoked'");

    assertThat(api.asked()).extracting(Asked::path).containsExactly("/token", "/items", "/items");
    assertThat(api.asked().getFirst().body())
        .isEqualTo("grant_type=client_credentials&client_id=me&client_secret=h%26dden&scope=read");
    assertThat(api.asked().getLast().headers()).containsEntry("authorization", "Bearer t0ken1");
    assertThat(client.openCircuits()).hasSize(1);
  }

  @Test
  void slices_that_need_a_token_at_once_fetch_one() throws Exception {
    api.variables(Map.of("AN_ID", "me", "A_KEY", "hidden"));
    CountDownLatch all = new CountDownLatch(8);
    api.answers(
        asked -> {
          if (!asked.path().equals("/token")) {
            return Reply.of(200, "[]");
          }
          awaited(all);
          return Reply.of(200, "{\"access_token\":\"t0ken\",\"expires_in\":3600}");
        });
    GuardedSource client =
        api.client(
            "auth: { oauth2: { token_url: '{url}/token', client_id: AN_ID, client_secret: A_KEY }"
                + " }");

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Read>> slices =
          IntStream.range(0, 8)
              .mapToObj(
                  _ ->
                      threads.submit(
                          () -> {
                            all.countDown();
                            return api.read(client, ScriptedApi.HOUR);
                          }))
              .toList();
      for (Future<Read> slice : slices) {
        assertThat(slice.get().documents()).isEmpty();
      }
    }

    assertThat(api.asked()).extracting(Asked::path).filteredOn("/token"::equals).hasSize(1);
    assertThat(api.asked()).hasSize(9);
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_refused_token_names_the_secrets() {
    api.variables(Map.of("AN_ID", "me", "A_KEY", "hidden"));
    api.answers(_ -> Reply.of(401, "{\"error\":\"invalid_client\",\"secret\":\"hidden\"}"));

    assertThatThrownBy(
            () ->
                api.read(
                    "auth: { oauth2: { token_url: '{url}/token', client_id: AN_ID, client_secret:"
                        + " A_KEY } }"))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("gave no token but 401")
        .hasMessageEndingWith("check AN_ID and A_KEY")
        .hasMessageNotContaining("hidden");
  }

  @Test
  void a_secret_that_is_not_set_is_named_and_nothing_is_asked() {
    api.variables(Map.of());

    assertThatThrownBy(() -> api.read("auth: { bearer: A_TOKEN }"))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("A_TOKEN is not set; set it, or A_TOKEN_SECRET")
        .extracting(e -> ((SourceUnavailableException) e).kind())
        .isEqualTo(Kind.REFUSES_KEY);
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void a_document_becomes_one_of_the_mapping() throws Exception {
    api.answersInTurn(
        """
        [{"id":7,"at":"2024-05-31T12:30:00.9Z","a":[1]}, {"id":"x\\"y","at":1717156800}]""");

    Read read = api.read("timestamp: { from: /at }");

    assertThat(read.documents())
        .containsExactly(
            "{\"id\":\"7\",\"timestamp\":1717158600,\"data\":"
                + "{\"id\":7,\"at\":\"2024-05-31T12:30:00.9Z\",\"a\":[1]}}",
            "{\"id\":\"x\\\"y\",\"timestamp\":1717156800,\"data\":"
                + "{\"id\":\"x\\\"y\",\"at\":1717156800}}");
  }

  @Test
  void several_ids_are_joined_and_a_long_one_is_hashed() throws Exception {
    String id = "k".repeat(70);
    api.answersInTurn(
        "[{\"a\":\"p\",\"b\":5,\"at\":%d},{\"a\":\"%s\",\"b\":1,\"at\":%d}]".formatted(AT, id, AT));

    Read read = api.read("id: [/a, /b]");

    assertThat(read.documents().get(0)).startsWith("{\"id\":\"p#5\",");
    assertThat(read.documents().get(1)).startsWith("{\"id\":\"sha256:");
  }

  @Test
  void a_missing_id_or_moment_is_left_to_the_mapping() throws Exception {
    api.answersInTurn(
        "[{\"at\":%d},{\"id\":\"a\"},{\"id\":\"b\",\"at\":\"soon\"},5]".formatted(AT));

    Read read = api.read();

    assertThat(read.outside()).isZero();
    assertThat(read.documents())
        .containsExactly(
            "{\"timestamp\":%d,\"data\":{\"at\":%d}}".formatted(AT, AT),
            "{\"id\":\"a\",\"timestamp\":null,\"data\":{\"id\":\"a\"}}",
            "{\"id\":\"b\",\"timestamp\":\"soon\",\"data\":{\"id\":\"b\",\"at\":\"soon\"}}",
            "{\"timestamp\":null,\"data\":5}");
  }

  @Test
  void gzip_is_read() throws Exception {
    byte[] body = compressed(array(document("a", 1), document("b", 2)));
    api.answers(
        asked ->
            new Reply(200, Map.of(), body, -1)
                .with(
                    "content-encoding",
                    asked.headers().getOrDefault("accept-encoding", "not asked for")));

    assertThat(api.read().documents()).containsExactly(enveloped("a", 1), enveloped("b", 2));
  }

  @Test
  void lines_are_read_one_by_one() throws Exception {
    api.answersInTurn(document("a", 1) + "\n\n" + document("b", 2) + "\r\n" + document("c", 3));

    Read read = api.read("documents: lines");

    assertThat(read.documents()).hasSize(3);
    assertThat(read.documents().getLast()).isEqualTo(enveloped("c", 3));
  }

  @Test
  void a_document_above_the_limit_is_passed_on_by_its_head() throws Exception {
    String large = "{\"id\":\"b\",\"at\":%d,\"text\":\"%s\"}".formatted(AT, "x".repeat(1 << 20));
    api.answersInTurn(array(document("a", 1), large), document("a", 1) + "\n" + large + "\n");

    assertThat(api.read().documents().getLast()).hasSize(1_024).startsWith("{\"id\":\"b\"");
    assertThat(api.read("documents: lines").documents().getLast())
        .hasSize(1_024)
        .startsWith("{\"id\":\"b\"");
  }

  @Test
  void an_answer_without_content_has_no_documents() throws Exception {
    api.answers(_ -> new Reply(204, Map.of(), new byte[0], -1));

    assertThat(api.read("documents: /items").documents()).isEmpty();
  }

  private static byte[] compressed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}

package dev.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Filter;
import dev.millrace.local.DocumentApi.Step;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SPAN = "?timestamp_from=100&timestamp_to=200&just_url=true";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-29T00:59:59Z"));
  private final Documents documents =
      Documents.of(
          List.of(
              document("A", 200),
              document("A", 100),
              document("A", 99),
              document("A", 201),
              document("å /+?%", 150)));
  private final DocumentApi api = DocumentApi.start(documents, 0, clock, List.of());
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.close();
    api.close();
  }

  @Test
  void step_1_answers_a_link_and_no_documents() throws Exception {
    HttpResponse<byte[]> response = step1("A" + SPAN, api.key());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    var answer = JSON.readTree(response.body());
    assertThat(answer.path("all_docs_url").asText()).startsWith("http://127.0.0.1:");
    assertThat(answer.path("most_recent_25_docs").isArray()).isTrue();
    assertThat(answer.path("most_recent_25_docs")).isEmpty();
  }

  @Test
  void step_2_answers_both_bounds_inclusive_in_ascending_order() throws Exception {
    assertThat(fetch("A" + SPAN))
        .isEqualTo("[" + document("A", 100) + "," + document("A", 200) + "]");
  }

  @ParameterizedTest
  @CsvSource({"100, 199, 100", "101, 200, 200", "100, 100, 100", "101, 199, ''", "0, 99, 99"})
  void a_second_belongs_to_exactly_one_of_two_neighbouring_slices(
      long from, long to, String expected) throws Exception {
    String answer = fetch("A?timestamp_from=%d&timestamp_to=%d&just_url=true".formatted(from, to));

    assertThat(answer)
        .isEqualTo(expected.isEmpty() ? "[]" : "[" + document("A", Long.parseLong(expected)) + "]");
  }

  @ParameterizedTest
  @CsvSource({
    "Unknown?timestamp_from=0&timestamp_to=100000000000&just_url=true, []",
    "A?timestamp_from=0&timestamp_to=1&just_url=true, []"
  })
  void an_unknown_type_and_an_empty_span_are_empty_arrays(String request, String expected)
      throws Exception {
    assertThat(fetch(request)).isEqualTo(expected);
  }

  @Test
  void the_type_is_a_percent_encoded_segment() throws Exception {
    assertThat(fetch("%C3%A5%20%2F+%3F%25" + SPAN)).contains("\"timestamp\":150");
  }

  @Test
  void a_document_that_appears_later_is_served() throws Exception {
    documents.add(document("Late", 150));

    assertThat(fetch("Late" + SPAN)).isEqualTo("[" + document("Late", 150) + "]");
  }

  @ParameterizedTest
  @CsvSource({
    "A, parameter timestamp_from is missing",
    "A?timestamp_from=1&just_url=true, parameter timestamp_to is missing",
    "A?timestamp_from=1&timestamp_to=2, just_url must be true",
    "A?timestamp_from=1&timestamp_to=2&just_url=false, just_url must be true",
    "A?timestamp_from=x&timestamp_to=2&just_url=true, timestamp_from is not a number",
    "A?timestamp_from=1.5&timestamp_to=2&just_url=true, timestamp_from is not a number",
    "A?timestamp_from=2&timestamp_to=1&just_url=true, timestamp_from lies after",
    "A/B?timestamp_from=1&timestamp_to=2&just_url=true, one segment",
    "?timestamp_from=1&timestamp_to=2&just_url=true, one segment"
  })
  void bad_parameters_are_named_in_a_json_error(String request, String message) throws Exception {
    HttpResponse<byte[]> response = step1(request, api.key());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(JSON.readTree(response.body()).path("message").asText()).contains(message);
  }

  @Test
  void step_1_wants_the_key() throws Exception {
    assertThat(step1("A" + SPAN, "wrong").statusCode()).isEqualTo(403);
    assertThat(step1("A" + SPAN, "").statusCode()).isEqualTo(401);
  }

  @Test
  void step_2_must_not_see_the_key() throws Exception {
    URI link = link("A" + SPAN);

    HttpResponse<byte[]> response = get(link, "x-api-key", api.key());

    assertThat(response.statusCode()).isEqualTo(400);
  }

  @Test
  void a_link_lives_300_seconds() throws Exception {
    URI link = link("A" + SPAN);

    clock.advance(Duration.ofSeconds(299));
    int before = get(link).statusCode();
    clock.advance(Duration.ofSeconds(1));
    int after = get(link).statusCode();

    assertThat(before).isEqualTo(200);
    assertThat(after).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"timestamp_to=200, timestamp_to=201", "signature=, signature=0", "&signature, &s"})
  void a_changed_link_is_refused(String part, String changed) throws Exception {
    String link = link("A" + SPAN).toString();

    HttpResponse<byte[]> response = get(URI.create(link.replace(part, changed)));

    assertThat(response.statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"gzip", "'deflate, GZIP;q=0.5'", "'br,gzip'"})
  void the_answer_is_compressed_for_a_client_that_says_so(String accepted) throws Exception {
    HttpResponse<byte[]> response = get(link("A" + SPAN), "Accept-Encoding", accepted);

    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    try (GZIPInputStream body = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).startsWith("[{\"id\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"identity", "gzip;q=0", "'deflate, gzip; q=0.0'"})
  void the_answer_is_plain_and_chunked_for_any_other(String accepted) throws Exception {
    HttpResponse<byte[]> response = get(link("A" + SPAN), "Accept-Encoding", accepted);

    assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(response.headers().firstValue("Transfer-Encoding")).contains("chunked");
    assertThat(response.body()).startsWith('[').endsWith(']');
  }

  @Test
  void only_get_is_answered() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api.url() + "A" + SPAN))
            .header("x-api-key", api.key())
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();

    assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(405);
  }

  @Test
  void requests_are_counted_by_step() throws Exception {
    step1("A" + SPAN, "wrong");
    fetch("A" + SPAN);

    assertThat(api.requests(Step.LINK)).isEqualTo(2);
    assertThat(api.requests(Step.DOCUMENTS)).isEqualTo(1);
  }

  @Test
  void a_filter_may_answer_in_its_place() throws Exception {
    Filter away = Filter.adaptRequest("changes nothing", request -> request);
    Filter busy =
        new Filter() {
          @Override
          public void doFilter(com.sun.net.httpserver.HttpExchange exchange, Chain chain)
              throws IOException {
            exchange.sendResponseHeaders(503, -1);
          }

          @Override
          public String description() {
            return "busy";
          }
        };

    try (DocumentApi broken = DocumentApi.start(documents, 0, clock, List.of(away, busy))) {
      HttpResponse<byte[]> response = get(URI.create(broken.url() + "A" + SPAN));

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(broken.requests(Step.LINK)).isEqualTo(1);
    }
  }

  private String fetch(String request) throws Exception {
    HttpResponse<byte[]> response = get(link(request));
    assertThat(response.statusCode()).isEqualTo(200);
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private URI link(String request) throws Exception {
    byte[] body = step1(request, api.key()).body();
    return URI.create(JSON.readTree(body).path("all_docs_url").asText());
  }

  private HttpResponse<byte[]> step1(String request, String key) throws Exception {
    URI uri = URI.create(api.url() + request);
    return key.isEmpty() ? get(uri) : get(uri, "x-api-key", key);
  }

  private HttpResponse<byte[]> get(URI uri, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String document(String type, long timestamp) {
    return "{\"id\":\"x\",\"timestamp\":%d,\"type\":\"%s\",\"data\":{}}".formatted(timestamp, type);
  }
}

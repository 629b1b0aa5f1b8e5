package dev.millrace.local.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.document.Documents;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentApiTest {
  private static final String SPAN = "?timestamp_from=100&timestamp_to=200&just_url=true";

  private final Documents documents =
      Documents.of(
          List.of(
              document("A", 200),
              document("A", 100),
              document("A", 99),
              document("A", 201),
              document("å /+?%", 150)));
  private final DocumentApi api = DocumentApi.start(documents);
  private final ApiClient client = new ApiClient(api);

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void step_1_answers_a_link_and_no_documents() throws Exception {
    HttpResponse<byte[]> response = client.step1("A" + SPAN, api.key());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    var answer = ApiClient.json(response);
    assertThat(answer.path("all_docs_url").asText()).startsWith("http://127.0.0.1:");
    assertThat(answer.path("most_recent_25_docs").isArray()).isTrue();
    assertThat(answer.path("most_recent_25_docs")).isEmpty();
  }

  @Test
  void step_2_answers_both_bounds_inclusive_in_ascending_order() throws Exception {
    assertThat(client.fetch("A" + SPAN))
        .isEqualTo("[" + document("A", 100) + "," + document("A", 200) + "]");
  }

  @ParameterizedTest
  @CsvSource({"100, 199, 100", "101, 200, 200", "100, 100, 100", "101, 199, ''", "0, 99, 99"})
  void a_second_belongs_to_exactly_one_of_two_neighbouring_slices(
      long from, long to, String expected) throws Exception {
    String answer =
        client.fetch("A?timestamp_from=%d&timestamp_to=%d&just_url=true".formatted(from, to));

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
    assertThat(client.fetch(request)).isEqualTo(expected);
  }

  @Test
  void the_type_is_a_percent_encoded_segment() throws Exception {
    assertThat(client.fetch("%C3%A5%20%2F+%3F%25" + SPAN)).contains("\"timestamp\":150");
  }

  @Test
  void a_document_that_appears_later_is_served() throws Exception {
    documents.add(document("Late", 150));

    assertThat(client.fetch("Late" + SPAN)).isEqualTo("[" + document("Late", 150) + "]");
  }

  @ParameterizedTest
  @CsvSource({"gzip", "'deflate, GZIP;q=0.5'", "'br,gzip'"})
  void the_answer_is_compressed_for_a_client_that_says_so(String accepted) throws Exception {
    HttpResponse<byte[]> response =
        client.get(client.link("A" + SPAN), "Accept-Encoding", accepted);

    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    try (GZIPInputStream body = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).startsWith("[{\"id\"");
    }
  }

  @ParameterizedTest
  @CsvSource({"identity", "gzip;q=0", "'deflate, gzip; q=0.0'"})
  void the_answer_is_plain_and_chunked_for_any_other(String accepted) throws Exception {
    HttpResponse<byte[]> response =
        client.get(client.link("A" + SPAN), "Accept-Encoding", accepted);

    assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(response.headers().firstValue("Transfer-Encoding")).contains("chunked");
    assertThat(response.body()).startsWith('[').endsWith(']');
  }

  private static String document(String type, long timestamp) {
    return "{\"id\":\"x\",\"timestamp\":%d,\"type\":\"%s\",\"data\":{}}".formatted(timestamp, type);
  }
}

package dev.millrace.local.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.api.DocumentApi.Step;
import dev.millrace.local.document.Documents;
import dev.millrace.local.time.SettableClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentApiRefusalsTest {
  private static final String SPAN = "?timestamp_from=100&timestamp_to=200&just_url=true";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-03-29T00:59:59Z"));
  private final Documents documents = Documents.of(List.of());
  private final DocumentApi api = DocumentApi.start(documents, 0, clock, List.of());
  private final ApiClient client = new ApiClient(api);

  @AfterEach
  void stop() {
    client.close();
  }

  @ParameterizedTest
  @CsvSource({
    "A, parameter timestamp_from is missing",
    "A?timestamp_from=1&just_url=true, parameter timestamp_to is missing",
    "A?timestamp_from=1&timestamp_to=2, just_url must be true",
    "A?timestamp_from=1&timestamp_to=2&just_url=false, just_url must be true",
    "A?timestamp_from=x&timestamp_to=2&just_url=true, timestamp_from is not a number",
    "A?timestamp_from=1.5&timestamp_to=2&just_url=true, timestamp_from is not a number",
    "A?timestamp_from=2&timestamp_to=1&just_url=true, timestamp_from is after",
    "A/B?timestamp_from=1&timestamp_to=2&just_url=true, one segment",
    "?timestamp_from=1&timestamp_to=2&just_url=true, one segment"
  })
  void bad_parameters_are_named_in_a_json_error(String request, String message) throws Exception {
    HttpResponse<byte[]> response = client.step1(request, api.key());

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(ApiClient.json(response).path("message").asText()).contains(message);
  }

  @Test
  void step_1_wants_the_key() throws Exception {
    assertThat(client.step1("A" + SPAN, "wrong").statusCode()).isEqualTo(403);
    assertThat(client.step1("A" + SPAN, "").statusCode()).isEqualTo(401);
  }

  @Test
  void step_2_must_not_see_the_key() throws Exception {
    URI link = client.link("A" + SPAN);

    HttpResponse<byte[]> response = client.get(link, "x-api-key", api.key());

    assertThat(response.statusCode()).isEqualTo(400);
  }

  @Test
  void a_link_lives_300_seconds() throws Exception {
    URI link = client.link("A" + SPAN);

    clock.advance(Duration.ofSeconds(299));
    int before = client.get(link).statusCode();
    clock.advance(Duration.ofSeconds(1));
    int after = client.get(link).statusCode();

    assertThat(before).isEqualTo(200);
    assertThat(after).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"timestamp_to=200, timestamp_to=201", "signature=, signature=0", "&signature, &s"})
  void a_changed_link_is_refused(String part, String changed) throws Exception {
    String link = client.link("A" + SPAN).toString();

    HttpResponse<byte[]> response = client.get(URI.create(link.replace(part, changed)));

    assertThat(response.statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"POST", "HEAD", "DELETE"})
  void only_get_is_answered(String method) throws Exception {
    HttpResponse<byte[]> response =
        client.send(method, URI.create(api.url() + "A" + SPAN), "x-api-key", api.key());

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void requests_are_counted_by_step() throws Exception {
    client.step1("A" + SPAN, "wrong");
    client.fetch("A" + SPAN);

    assertThat(api.requests(Step.LINK)).isEqualTo(2);
    assertThat(api.requests(Step.DOCUMENTS)).isEqualTo(1);
  }

  @Test
  void a_filter_may_answer_in_its_place() throws Exception {
    Filter untouched = Filter.adaptRequest("changes nothing", request -> request);
    Filter busy = new Busy();

    try (DocumentApi broken = DocumentApi.start(documents, 0, clock, List.of(untouched, busy))) {
      HttpResponse<byte[]> response = client.get(URI.create(broken.url() + "A" + SPAN));

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(broken.requests(Step.LINK)).isEqualTo(1);
    }
  }

  private static final class Busy extends Filter {
    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      exchange.sendResponseHeaders(503, -1);
    }

    @Override
    public String description() {
      return "busy";
    }
  }
}

package dev.millrace.local.apis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.local.time.SettableClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiServerTest {
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-03-02T00:00:00Z");
  private static final String COUNT = "/fdsnws/event/1/count?format=geojson&starttime=2026-03-01";
  private static final String QUERY = COUNT.replace("count", "query");

  private final EarthquakeApi api =
      EarthquakeApi.start(new Sample(FROM, TO, 40, 1), new SettableClock(TO));
  private final ApiServer server = api.server();
  private final ApiCaller caller = new ApiCaller(api, "");

  @AfterEach
  void stop() {
    caller.close();
  }

  @Test
  void a_cut_answer_is_no_answer_and_the_next_one_is_whole() throws Exception {
    server.inject(Fault.CUT);

    assertThatThrownBy(() -> caller.get(QUERY)).isInstanceOf(IOException.class);
    assertThat(caller.json(QUERY).path("features")).hasSize(40);
  }

  @Test
  void errors_and_pages_for_people_come_in_the_order_given() throws Exception {
    server.inject(Fault.HTML, Fault.SERVER_ERROR);

    HttpResponse<String> html = caller.get(COUNT);
    HttpResponse<String> error = caller.get(COUNT);

    assertThat(html.statusCode()).isEqualTo(200);
    assertThat(html.headers().firstValue("Content-Type")).hasValueSatisfying(this::isHtml);
    assertThat(html.body()).startsWith("<!DOCTYPE html>");
    assertThat(error.statusCode()).isEqualTo(500);
    assertThat(caller.json(COUNT).path("count").asInt()).isEqualTo(40);
  }

  @Test
  void a_page_is_repeated_in_place_of_a_later_one_and_nowhere_else() throws Exception {
    try (ApiCaller pages =
        new ApiCaller(
            StripeApi.start(new Sample(FROM, TO, 40, 1), 0, new SettableClock(TO), "key"), "key")) {
      String first = "/v1/events?created%5Bgte%5D=" + FROM.getEpochSecond();
      JsonNode data = pages.json(first).path("data");
      String second = first + "&starting_after=" + data.path(data.size() - 1).path("id").asText();
      assertThat(pages.json(second).path("data")).isNotEqualTo(data);
      pages.api().server().inject(Fault.REPEATED_PAGE, Fault.REPEATED_PAGE, Fault.REPEATED_PAGE);

      assertThat(pages.json(first).path("data")).isEqualTo(data);
      assertThat(pages.json(second).path("data")).isEqualTo(data);
      assertThat(pages.json(second.replace("gte", "gt")).path("data")).isNotEqualTo(data);
    }
  }

  private void isHtml(String type) {
    assertThat(type).startsWith("text/html");
  }

  @Test
  void every_request_is_counted_and_kept() throws Exception {
    server.inject(Fault.SERVER_ERROR);

    caller.get(COUNT);
    caller.get("/elsewhere");

    assertThat(server.requests()).isEqualTo(2);
    assertThat(server.requested()).containsExactly(COUNT, "/elsewhere");
  }

  @Test
  void a_change_happens_between_two_requests() throws Exception {
    server.after(2, () -> api.add(FROM));

    assertThat(caller.json(COUNT).path("count").asInt()).isEqualTo(40);
    assertThat(caller.json(COUNT).path("count").asInt()).isEqualTo(40);
    assertThat(caller.json(COUNT).path("count").asInt()).isEqualTo(41);
  }

  @Test
  void a_client_that_reads_gzip_gets_it() throws Exception {
    HttpResponse<byte[]> response =
        caller
            .client()
            .send(
                caller.request(server.url() + COUNT).header("Accept-Encoding", "gzip").build(),
                BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("Content-Encoding")).contains("gzip");
    try (GZIPInputStream body = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).contains("\"count\":40");
    }
  }

  @Test
  void a_request_that_cannot_be_read_is_refused() throws Exception {
    var request =
        caller
            .request(server.url() + "/fdsnws/event/1/count")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{"))
            .build();

    assertThat(caller.client().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
  }
}

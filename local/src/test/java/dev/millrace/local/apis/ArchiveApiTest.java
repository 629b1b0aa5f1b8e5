package dev.millrace.local.apis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.local.time.SettableClock;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveApiTest {
  private static final Instant FROM = Instant.parse("2026-03-01T06:00:00Z");
  private static final Instant TO = Instant.parse("2026-03-01T12:00:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SettableClock clock = new SettableClock(TO.plus(Duration.ofHours(1)));

  @AutoClose
  private final ArchiveApi archive =
      ArchiveApi.start(new Sample(FROM, TO, 300, 1), 0, clock, Duration.ofMinutes(10));

  @AutoClose private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<byte[]> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(archive.server().url() + path)).build(),
        BodyHandlers.ofByteArray());
  }

  @Test
  void a_file_has_the_events_of_its_hour_a_line_each_and_no_zero_in_front_of_the_hour()
      throws Exception {
    HttpResponse<byte[]> file = get("/2026-03-01-6.json.gz");

    assertThat(file.statusCode()).isEqualTo(200);
    assertThat(file.headers().firstValue("Content-Encoding")).isEmpty();
    List<String> lines;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file.body()))) {
      lines = new String(in.readAllBytes(), UTF_8).lines().toList();
    }
    List<HeldDocument> held = archive.held(FROM, FROM.plus(Duration.ofHours(1)));
    assertThat(lines).hasSameSizeAs(held).hasSizeGreaterThan(20);
    for (int i = 0; i < lines.size(); i++) {
      assertThat(JSON.readTree(lines.get(i))).isEqualTo(held.get(i).content());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/2026-03-01-06.json.gz",
        "/2026-03-01-24.json.gz",
        "/2026-03-01.json.gz",
        "/2026-3-1-6.json.gz"
      })
  void other_names_are_not_there(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void a_file_is_there_some_minutes_after_its_hour_and_not_before() throws Exception {
    clock.set(TO.plus(Duration.ofMinutes(10)).minusSeconds(1));
    int before = get("/2026-03-01-11.json.gz").statusCode();
    clock.set(TO.plus(Duration.ofMinutes(10)));
    int after = get("/2026-03-01-11.json.gz").statusCode();

    assertThat(before).isEqualTo(404);
    assertThat(after).isEqualTo(200);
  }

  @Test
  void a_lost_file_is_not_there_until_it_is_found() throws Exception {
    archive.lose(FROM.plusSeconds(5));
    int lost = get("/2026-03-01-6.json.gz").statusCode();
    archive.find(FROM);

    assertThat(lost).isEqualTo(404);
    assertThat(get("/2026-03-01-6.json.gz").statusCode()).isEqualTo(200);
  }
}

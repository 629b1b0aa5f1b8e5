package dev.millrace.bench.pipeline.peer;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The document API by {@code java.net.http} and Jackson's streaming data binding. Thread-safe. */
final class PeerSource {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final ObjectReader LINK = JSON.readerFor(Link.class);
  private static final ObjectReader COMMIT = JSON.readerFor(CommitRow.class);
  private static final ObjectReader SLICE = JSON.readerFor(Slice.class);

  private final String url;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .version(HttpClient.Version.HTTP_1_1)
          .build();

  private record Link(String all_docs_url) {}

  /** The message of a slice. */
  record Slice(String type, long from, long to) {

    static Slice read(String message) throws IOException {
      return SLICE.readValue(message);
    }
  }

  PeerSource(String url) {
    this.url = url;
  }

  /** The documents of a slice, read while they arrive; the caller closes it. */
  MappingIterator<CommitRow> commits(Slice slice) throws IOException, InterruptedException {
    String query =
        "%s?timestamp_from=%d&timestamp_to=%d&just_url=true"
            .formatted(slice.type(), slice.from(), slice.to() - 1);
    HttpRequest question =
        HttpRequest.newBuilder(URI.create(url + query))
            .header("x-api-key", "key")
            .timeout(PATIENCE)
            .build();
    Link link;
    try (InputStream answer = send(question)) {
      link = LINK.readValue(answer);
    }
    HttpRequest documents =
        HttpRequest.newBuilder(URI.create(link.all_docs_url())).timeout(PATIENCE).build();
    return COMMIT.readValues(send(documents));
  }

  private InputStream send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      response.body().close();
      throw new IOException("the document API answered " + response.statusCode());
    }
    return response.body();
  }
}

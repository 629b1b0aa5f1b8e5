package dev.millrace.local.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Calls a document API like an importer; a request is the part after {@code /get_docs/}. */
public record ApiClient(DocumentApi api, HttpClient client) implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  public ApiClient(DocumentApi api) {
    this(api, HttpClient.newHttpClient());
  }

  /** Both steps. */
  public String fetch(String request) throws Exception {
    HttpResponse<byte[]> response = get(link(request));
    assertThat(response.statusCode()).isEqualTo(200);
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  public URI link(String request) throws Exception {
    return URI.create(json(step1(request, api.key())).path("all_docs_url").asText());
  }

  /** An empty key is not sent. */
  public HttpResponse<byte[]> step1(String request, String key) throws Exception {
    URI uri = URI.create(api.url() + request);
    return key.isEmpty() ? get(uri) : get(uri, "x-api-key", key);
  }

  public HttpResponse<byte[]> get(URI uri, String... headers) throws Exception {
    return send("GET", uri, headers);
  }

  public HttpResponse<byte[]> send(String method, URI uri, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  public static JsonNode json(HttpResponse<byte[]> response) throws Exception {
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    client.close();
    api.close();
  }
}

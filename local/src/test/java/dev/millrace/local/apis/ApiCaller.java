package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Calls a stand-in, and closes it in the end; an empty token is not sent. */
record ApiCaller(PublicApi api, String token, HttpClient client) implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  ApiCaller(PublicApi api, String token) {
    this(api, token, HttpClient.newHttpClient());
  }

  /** Parameters are names and values in turn, which are encoded. */
  HttpResponse<String> get(String path, String... parameters) throws Exception {
    return follow(api.server().url() + path + query(parameters));
  }

  HttpResponse<String> follow(String url) throws IOException, InterruptedException {
    return client.send(request(url).GET().build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String url) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  /** The body of a call with status 200. */
  JsonNode json(String path, String... parameters) throws Exception {
    HttpResponse<String> response = get(path, parameters);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  /** The texts at a path of all elements of an array. */
  static List<String> texts(JsonNode array, String pointer) {
    List<String> texts = new ArrayList<>();
    array.forEach(element -> texts.add(element.at(pointer).asText()));
    return texts;
  }

  static List<String> ids(List<HeldDocument> held) {
    return held.stream().map(HeldDocument::id).toList();
  }

  static String[] and(String[] parameters, String... more) {
    return Stream.of(parameters, more).flatMap(Stream::of).toArray(String[]::new);
  }

  private static String query(String... parameters) {
    return IntStream.range(0, parameters.length / 2)
        .mapToObj(
            i ->
                (i == 0 ? "?" : "&")
                    + encode(parameters[2 * i])
                    + "="
                    + encode(parameters[2 * i + 1]))
        .reduce("", String::concat);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.close();
    api.close();
  }
}

package dev.millrace.local.apis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.millrace.local.http.Queries;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as a stand-in sees it.
 *
 * @param parameters of the query and of a body of JSON or a form, by name
 */
record Request(String method, URI uri, Map<String, String> parameters, Headers headers) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> PAGING = Set.of("page", "cursor", "starting_after");

  /**
   * Reads the body too.
   *
   * @throws IllegalArgumentException when query or body cannot be read
   */
  static Request of(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    Map<String, String> parameters = new TreeMap<>(Queries.parameters(exchange.getRequestURI()));
    if (body.length > 0) {
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      parameters.putAll(
          type != null && type.startsWith("application/json")
              ? members(JSON.readTree(body))
              : Queries.form(new String(body, StandardCharsets.UTF_8)));
    }
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI(),
        parameters,
        exchange.getRequestHeaders());
  }

  private static Map<String, String> members(JsonNode body) {
    Map<String, String> members = new TreeMap<>();
    body.properties().forEach(member -> members.put(member.getKey(), member.getValue().asText()));
    return members;
  }

  String path() {
    return uri.getPath();
  }

  @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  String parameter(String name, String otherwise) {
    return parameters.getOrDefault(name, otherwise);
  }

  /** Whether the other request asks for a later page of what this one asks for. */
  boolean turnsTo(Request other) {
    return PAGING.stream().anyMatch(other.parameters::containsKey)
        && unpaged().equals(other.unpaged());
  }

  private Map<String, String> unpaged() {
    Map<String, String> others = new TreeMap<>(parameters);
    others.keySet().removeAll(PAGING);
    return others;
  }

  /** The first header of this name. */
  @Nullable String header(String name) {
    return headers.getFirst(name);
  }

  /** Whether the request carries this bearer token. */
  boolean bears(String token) {
    return ("Bearer " + token).equals(header("Authorization"));
  }
}

package dev.millrace.cli.types;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.cli.types.guess.SampleAnswer;
import dev.millrace.cli.types.guess.SourceGuess;
import dev.millrace.settings.Hosts;
import dev.millrace.settings.HttpUrl;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.settings.SecretForms;
import dev.millrace.text.Excerpt;
import dev.millrace.worker.source.api.ContentCodings;
import dev.millrace.worker.source.api.HttpClients;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request to an API of which nothing is known yet. */
final class SampleRequest {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int MOST = 16 << 20;

  private final URI url;
  private final @Nullable String bearer;
  private final NamedSecrets secrets;

  /**
   * @param bearer the name of the environment variable with the token; null without one
   * @throws IllegalArgumentException when the URL cannot be asked
   */
  SampleRequest(String url, @Nullable String bearer, NamedSecrets secrets) {
    this.url = HttpUrl.askable(HttpUrl.parse(url));
    if (!Hosts.mayBeAsked(this.url)) {
      throw new IllegalArgumentException(
          "the url is not https; write https, or http for this machine only");
    }
    this.bearer = bearer;
    this.secrets = secrets;
  }

  /** An answer, and the guess of a source from it. */
  record Guessed(SampleAnswer answer, String source) {}

  /**
   * Asks the URL once.
   *
   * @throws IllegalStateException when the answer is not one with documents
   */
  Guessed guess() throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(LONGEST)
            .header("accept", "application/json")
            .header("accept-encoding", "gzip");
    if (bearer != null) {
      String token =
          secrets
              .find(bearer)
              .orElseThrow(
                  () -> new IllegalStateException("%s is not set; export it".formatted(bearer)));
      request.header("authorization", "Bearer " + token);
    }
    try (HttpClient http = HttpClients.client()) {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      byte[] body;
      try (InputStream in =
          ContentCodings.undone(
              response.body(), response.headers().allValues("content-encoding"), "the source")) {
        body = in.readNBytes(MOST);
      }
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            "GET %s was answered with %d: %s%s"
                .formatted(
                    shown(),
                    response.statusCode(),
                    excerpt(body),
                    bearer == null && response.statusCode() == 401
                        ? "; --bearer NAME sends the token of an environment variable"
                        : ""));
      }
      SampleAnswer answer = answer(body);
      String link = response.headers().firstValue("link").orElse(null);
      return new Guessed(
          answer,
          new SourceGuess(url, answer, link != null && link.contains("next") ? link : null)
              .yaml(bearer));
    }
  }

  /** A name for the type: {@code ApiItems} of {@code https://host/v1/api-items}. */
  static String typeName(URI url) {
    String path = url.getPath() == null ? "" : url.getPath().replaceAll("/+$", "");
    String last = path.substring(path.lastIndexOf('/') + 1).replaceAll("\\.[a-z]+$", "");
    StringBuilder name = new StringBuilder();
    for (String word : last.split("[^A-Za-z0-9]+", -1)) {
      if (!word.isEmpty()) {
        name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
      }
    }
    return name.toString().matches("[A-Z].*") ? name.toString() : "Items";
  }

  private SampleAnswer answer(byte[] body) {
    JsonMapper mapper = new JsonMapper();
    ArrayNode all = mapper.createArrayNode();
    try (JsonParser parser = mapper.createParser(body)) {
      while (parser.nextToken() != null) {
        all.add(mapper.<JsonNode>readTree(parser));
      }
    } catch (JsonProcessingException e) {
      if (all.size() < 2) {
        throw notJson(body);
      }
    } catch (IOException e) {
      throw notJson(body);
    }
    if (all.isEmpty()) {
      throw notJson(body);
    }
    return all.size() == 1 ? new SampleAnswer(all.get(0), false) : new SampleAnswer(all, true);
  }

  private IllegalStateException notJson(byte[] body) {
    return new IllegalStateException(
        "the answer to GET %s is not JSON: %s; check the URL".formatted(shown(), excerpt(body)));
  }

  /** Without a query, which may hold a key. */
  private String shown() {
    return url.toString().replaceAll("\\?.*", "?…");
  }

  private String excerpt(byte[] body) {
    return Excerpt.of(body, SecretForms.of(secrets.given())::masked);
  }
}

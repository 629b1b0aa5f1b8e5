package dev.millrace.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.queue.sqs.AwsHttp;
import dev.millrace.settings.AwsFaults;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Calls one service of AWS with JSON, for single calls that are not worth a client of the SDK with
 * its megabytes. Credentials, region and endpoint are those of the SDK. Thread-safe.
 */
public final class AwsApi {

  private static final JsonMapper JSON = new JsonMapper();

  private final String service;
  private final Map<String, String> variables;
  private final Duration patience;

  /**
   * @param service such as {@code ecs}: its prefix in addresses and its name in signatures
   * @param variables such as {@link System#getenv()}, for {@code AWS_ENDPOINT_URL} and the like
   * @param patience how long an answer may take
   */
  public AwsApi(String service, Map<String, String> variables, Duration patience) {
    this.service = service;
    this.variables = Map.copyOf(variables);
    this.patience = patience;
  }

  /**
   * An answer of the service.
   *
   * @param function the header that says how a function of Lambda failed; empty in all other cases
   * @param text as it came
   */
  public record Answer(String text, Optional<String> function) {

    /** Its text as JSON; a missing node when it is something else. */
    public JsonNode json() {
      return parsed(text);
    }
  }

  /**
   * Sends JSON once.
   *
   * @param headers besides those of HTTP and of the signature
   * @throws AwsApiException when the service refuses it, or when there is no answer
   */
  public Answer post(String path, Map<String, String> headers, String body) {
    try (SdkHttpClient http = AwsHttp.client().socketTimeout(patience).build()) {
      SignedRequest signed = signed(path, headers, body);
      HttpExecuteResponse answer =
          http.prepareRequest(
                  HttpExecuteRequest.builder()
                      .request(signed.request())
                      .contentStreamProvider(signed.payload().orElse(null))
                      .build())
              .call();
      String text =
          answer.responseBody().isPresent()
              ? new String(answer.responseBody().get().readAllBytes(), StandardCharsets.UTF_8)
              : "";
      if (!answer.httpResponse().isSuccessful()) {
        throw refused(answer.httpResponse().statusCode(), code(answer, text), text);
      }
      return new Answer(text, answer.httpResponse().firstMatchingHeader("X-Amz-Function-Error"));
    } catch (SdkException e) {
      throw new AwsApiException("", "cannot call %s: %s".formatted(service, AwsFaults.reason(e)));
    } catch (IOException e) {
      throw new AwsApiException(
          "", "%s of AWS does not answer: %s".formatted(service, e.getMessage()));
    }
  }

  private AwsApiException refused(int status, String code, String text) {
    JsonNode json = parsed(text);
    String said = json.path("message").asText(json.path("Message").asText(""));
    return new AwsApiException(
        code,
        "%s of AWS answered %d %s%s"
            .formatted(service, status, code, said.isEmpty() ? "" : ": " + said));
  }

  /** Services name it in a header or in the body, some with a prefix or a suffix. */
  private static String code(HttpExecuteResponse answer, String text) {
    return answer
        .httpResponse()
        .firstMatchingHeader("x-amzn-ErrorType")
        .orElseGet(() -> parsed(text).path("__type").asText(""))
        .replaceAll("^.*#|:.*$", "");
  }

  private SignedRequest signed(String path, Map<String, String> headers, String body) {
    Region region = region();
    URI endpoint = endpoint(region);
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.POST)
            .uri(endpoint)
            .encodedPath(path)
            .putHeader("Content-Type", "application/json")
            .putHeader(
                "Content-Length", String.valueOf(body.getBytes(StandardCharsets.UTF_8).length));
    headers.forEach(request::putHeader);
    AwsCredentials credentials = credentials();
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(credentials)
                    .request(request.build())
                    .payload(ContentStreamProvider.fromUtf8String(body))
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region.id()));
  }

  private URI endpoint(Region region) {
    String own = "AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT);
    return Stream.of(own, "AWS_ENDPOINT_URL")
        .map(variables::get)
        .filter(url -> url != null && !url.isBlank())
        .findFirst()
        .map(URI::create)
        .orElseGet(
            () ->
                URI.create(
                    "https://%s.%s.%s"
                        .formatted(
                            service, region.id(), region.metadata().partition().dnsSuffix())));
  }

  private Region region() {
    return Stream.of("AWS_REGION", "AWS_DEFAULT_REGION")
        .map(variables::get)
        .filter(name -> name != null && !name.isBlank())
        .findFirst()
        .map(Region::of)
        .orElseGet(() -> DefaultAwsRegionProviderChain.builder().build().getRegion());
  }

  private AwsCredentials credentials() {
    String key = variables.getOrDefault("AWS_ACCESS_KEY_ID", "");
    String secret = variables.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
    String session = variables.getOrDefault("AWS_SESSION_TOKEN", "");
    if (!key.isEmpty() && !secret.isEmpty()) {
      return session.isEmpty()
          ? AwsBasicCredentials.create(key, secret)
          : AwsSessionCredentials.create(key, secret, session);
    }
    try (DefaultCredentialsProvider provider = DefaultCredentialsProvider.builder().build()) {
      return provider.resolveCredentials();
    }
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException _) {
      return JSON.missingNode();
    }
  }
}

package dev.millrace.worker.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.catalogue.http.Auth;
import dev.millrace.settings.NamedSecrets;
import dev.millrace.settings.SecretForms;
import dev.millrace.settings.UnreadableSecretException;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.SourceUnavailableException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The headers that prove who asks, and the masking of their secrets. Thread-safe. */
final class Credentials {

  /** When the secret may have been set. */
  static final Duration PAUSE = Duration.ofMinutes(5);

  private final Auth auth;
  private final NamedSecrets secrets;
  private final Tokens tokens;

  /**
   * @param tokens of OAuth 2, where the API wants one
   */
  Credentials(Auth auth, NamedSecrets secrets, Tokens tokens) {
    this.auth = auth;
    this.secrets = secrets;
    this.tokens = tokens;
  }

  /**
   * The headers of a request.
   *
   * @throws SourceUnavailableException when a secret is not set
   * @throws IOException when no token can be fetched
   */
  Map<String, String> headers() throws IOException, InterruptedException {
    return switch (auth) {
      case Auth.None _ -> Map.of();
      case Auth.Bearer(String token) -> Map.of("authorization", "Bearer " + secret(token));
      case Auth.Basic(String user, String password) ->
          Map.of("authorization", "Basic " + login(secret(user), secret(password)));
      case Auth.ClientCredentials client ->
          Map.of(
              "authorization",
              "Bearer "
                  + tokens.token(
                      client,
                      secret(client.clientId()),
                      secret(client.clientSecret()),
                      this::masked));
      case Auth.Headers(Map<String, String> names) -> {
        Map<String, String> headers = new LinkedHashMap<>();
        names.forEach((header, name) -> headers.put(header, secret(name)));
        yield headers;
      }
    };
  }

  /** The value of an environment variable, such as one of AWS; empty if it is not set. */
  Optional<String> variable(String name) {
    return secrets.variable(name);
  }

  /** The text without any secret. */
  String masked(String text) {
    return SecretForms.of(secrets.given()).masked(text);
  }

  /** Reads the secrets again before the next request, since the source has refused them. */
  void refused() {
    secrets.readAgain();
    tokens.forget();
  }

  private String login(String user, String password) {
    String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    secrets.conceal(login); // however short its parts are
    return login;
  }

  private String secret(String name) {
    String value;
    try {
      value =
          secrets
              .find(name)
              .orElseThrow(
                  () ->
                      refusal(
                          "%s is not set; set it, or %s_SECRET, where the worker runs"
                              .formatted(name, name)));
    } catch (UnreadableSecretException e) {
      throw refusal("%s_SECRET: %s".formatted(name, e.getMessage()));
    }
    if (!fitsHeader(value)) {
      throw refusal(
          "%s has characters that no header may have; copy the secret again".formatted(name));
    }
    return value;
  }

  /** Whether the client would send the text as a header's value: of visible ASCII and blanks. */
  static boolean fitsHeader(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static SourceUnavailableException refusal(String message) {
    return new SourceUnavailableException(Kind.REFUSES_KEY, message, PAUSE);
  }
}

package dev.millrace.catalogue.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a request proves who sends it. Every name is the name of an environment variable, or of the
 * same with {@code _SECRET} at the end for a secret of Secrets Manager.
 */
public sealed interface Auth {

  /** The names of the secrets. */
  List<String> names();

  /** Nothing is sent. */
  record None() implements Auth {

    @Override
    public List<String> names() {
      return List.of();
    }
  }

  /** {@code Authorization: Bearer …}. */
  record Bearer(String token) implements Auth {

    @Override
    public List<String> names() {
      return List.of(token);
    }
  }

  /** {@code Authorization: Basic …}. */
  record Basic(String user, String password) implements Auth {

    @Override
    public List<String> names() {
      return List.of(user, password);
    }
  }

  /**
   * A token of OAuth 2, which the client asks for by its own credentials (RFC 6749, 4.4).
   *
   * @param tokenUrl where tokens are given
   * @param scope of the token; empty for the usual one
   */
  record ClientCredentials(String tokenUrl, String clientId, String clientSecret, String scope)
      implements Auth {

    @Override
    public List<String> names() {
      return List.of(clientId, clientSecret);
    }
  }

  /**
   * Headers with secrets.
   *
   * @param headers the name of the secret by the name of the header
   */
  record Headers(Map<String, String> headers) implements Auth {

    public Headers {
      headers = Map.copyOf(headers);
    }

    @Override
    public List<String> names() {
      return List.copyOf(new TreeMap<>(headers).values());
    }
  }
}

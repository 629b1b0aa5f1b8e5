package dev.millrace.catalogue.definition;

import dev.millrace.catalogue.Problems;
import dev.millrace.catalogue.http.Auth;
import dev.millrace.catalogue.http.Param;
import dev.millrace.settings.Hosts;
import dev.millrace.settings.HttpUrl;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads where a request goes and what it always contains. */
final class SourceRequestParser {

  private static final List<String> AUTH_KEYS = List.of("bearer", "basic", "header", "oauth2");
  private static final List<String> OAUTH2_KEYS =
      List.of("token_url", "client_id", "client_secret", "scope");

  private static final List<String> BASIC_KEYS = List.of("user", "password");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z_]*)}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]{0,127}");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /** Headers that the client sets itself. */
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "host",
          "connection",
          "content-length",
          "expect",
          "upgrade",
          "accept-encoding",
          "transfer-encoding");

  private static final Pattern SECRET_NAME =
      Pattern.compile("authorization|cookie|.*(api-?key|token|secret|password).*");

  private static final Pattern SECRET_NAMES =
      Pattern.compile(
          "(?i)(access|auth)[_-]?token|api[_-]?key|client[_-]?secret|secret|pass(word|wd)");

  private final Section section;
  private final Problems problems;
  private final Set<String> placeholders;

  /**
   * @param placeholders that may stand in a URL or a parameter
   */
  SourceRequestParser(Section section, Problems problems, Set<String> placeholders) {
    this.section = section;
    this.problems = problems;
    this.placeholders = placeholders;
  }

  String url() {
    String url = section.needed("url", "url: https://api.example.org/v1/items");
    if (!url.isEmpty()) {
      checkUrl(section.place("url"), url);
    }
    return url;
  }

  /** Reports what is wrong with a URL that may have placeholders. */
  void checkUrl(Node place, String text) {
    checkPlaceholders(place, text);
    try {
      URI url = HttpUrl.askable(HttpUrl.parse(PLACEHOLDER.matcher(text).replaceAll("0")));
      if (!Hosts.mayBeAsked(url)) {
        problems.at(place, "the url is not https; write https, or http for this machine only");
      }
      if (url.getRawUserInfo() != null) {
        problems.at(place, "the url has a login; write auth: { basic: { user: …, password: … } }");
      }
      if (url.getRawQuery() != null || url.getRawFragment() != null) {
        problems.at(place, "the url has '?' or '#'; write its parameters below params");
      }
    } catch (IllegalArgumentException e) {
      problems.at(place, "the url is invalid: %s".formatted(e.getMessage()));
    }
  }

  private void checkPlaceholders(Node place, String text) {
    Matcher found = PLACEHOLDER.matcher(text);
    while (found.find()) {
      if (!placeholders.contains(found.group())) {
        problems.at(
            place,
            "unknown placeholder '%s'; only %s are replaced"
                .formatted(found.group(), String.join(", ", placeholders)));
      }
    }
  }

  Map<String, Param> params() {
    Map<String, Param> params = new LinkedHashMap<>();
    Section written = section.mapping("params", "params: { per_page: 100 }");
    if (written == null) {
      return params;
    }
    written
        .entries()
        .forEach(
            (name, entry) -> {
              String value = written.text(name);
              if (value == null) {
                return;
              }
              checkPlaceholders(entry.getValueNode(), value);
              if (SECRET_NAMES.matcher(name).matches()) {
                problems.at(
                    entry.getKeyNode(),
                    "'%s' looks like a secret, which no definition holds; write auth, and the name of an environment variable (keys in parameters are not supported)"
                        .formatted(name));
              }
              boolean text =
                  !(entry.getValueNode() instanceof ScalarNode scalar)
                      || scalar.getTag().equals(Tag.STR)
                      || scalar.getTag().equals(Tag.TIMESTAMP);
              params.put(name, new Param(value, text));
            });
    return params;
  }

  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    Section written = section.mapping("headers", "headers: { accept: application/json }");
    if (written == null) {
      return headers;
    }
    for (String name : written.entries().keySet()) {
      String value = written.text(name);
      if (checkHeader(written.place(name), name) && value != null) {
        if (SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
          problems.at(
              written.place(name),
              ("header '%s' looks like a secret, which a definition never holds; write auth:"
                      + " { header: { %s: NAME_OF_A_VARIABLE } }")
                  .formatted(name, name));
        }
        if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
          problems.at(
              written.place(name), "header '%s' is not visible ASCII; correct it".formatted(name));
        }
        headers.put(name, value);
      }
    }
    return headers;
  }

  private boolean checkHeader(Node place, String name) {
    if (!HEADER.matcher(name).matches()) {
      problems.at(place, "'%s' is not a name of a header; correct it".formatted(name));
      return false;
    }
    if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
      problems.at(place, "header '%s' is set by the client; remove it".formatted(name));
      return false;
    }
    return true;
  }

  boolean post() {
    String method = section.text("method");
    if (method != null && !method.equals("GET") && !method.equals("POST")) {
      problems.at(
          section.place("method"), "unknown method '%s'; write GET or POST".formatted(method));
    }
    return "POST".equals(method);
  }

  Auth auth() {
    Section auth = section.mapping("auth", "auth: { bearer: EXAMPLE_TOKEN }");
    if (auth == null) {
      return new Auth.None();
    }
    auth.refuseUnknown(AUTH_KEYS);
    if (AUTH_KEYS.stream().filter(auth::has).count() != 1) {
      problems.at(
          section.place("auth"),
          "auth needs one of %s; write auth: { bearer: EXAMPLE_TOKEN }"
              .formatted(String.join(", ", AUTH_KEYS)));
      return new Auth.None();
    }
    if (auth.has("bearer")) {
      return new Auth.Bearer(secret(auth, "bearer"));
    }
    if (auth.has("oauth2")) {
      return oauth2(auth);
    }
    return auth.has("basic") ? basic(auth) : secretHeaders(auth);
  }

  private Auth oauth2(Section auth) {
    Section oauth2 =
        auth.mapping(
            "oauth2",
            "oauth2: { token_url: 'https://…', client_id: EXAMPLE_ID, client_secret:"
                + " EXAMPLE_SECRET_KEY }");
    if (oauth2 == null) {
      return new Auth.None();
    }
    oauth2.refuseUnknown(OAUTH2_KEYS);
    String url = oauth2.needed("token_url", "token_url: https://auth.example.org/token");
    if (!url.isEmpty()) {
      checkUrl(oauth2.place("token_url"), url);
    }
    String scope = oauth2.text("scope");
    return new Auth.ClientCredentials(
        url,
        secret(oauth2, "client_id"),
        secret(oauth2, "client_secret"),
        scope == null ? "" : scope);
  }

  private Auth basic(Section auth) {
    Section basic = auth.mapping("basic", "basic: { user: EXAMPLE_USER, password: EXAMPLE_KEY }");
    if (basic == null) {
      return new Auth.None();
    }
    basic.refuseUnknown(BASIC_KEYS);
    return new Auth.Basic(secret(basic, "user"), secret(basic, "password"));
  }

  private Auth secretHeaders(Section auth) {
    Section headers = auth.mapping("header", "header: { x-api-key: EXAMPLE_KEY }");
    Map<String, String> names = new LinkedHashMap<>();
    if (headers != null) {
      for (String header : headers.entries().keySet()) {
        if (checkHeader(headers.place(header), header)) {
          names.put(header, secret(headers, header));
        }
      }
    }
    return new Auth.Headers(names);
  }

  /** No message quotes the value, which may be the secret itself. */
  private String secret(Section section, String key) {
    String name = section.needed(key, key + ": EXAMPLE_TOKEN");
    @Nullable String problem = null;
    if (!name.isEmpty() && !VARIABLE.matcher(name).matches()) {
      problem =
          "'%s' must be the name of an environment variable such as EXAMPLE_TOKEN, never the"
              + " secret";
    } else if (name.startsWith("MILLRACE_")) {
      problem = "'%s' must not name a setting of Millrace; choose a name without MILLRACE_";
    } else if (name.endsWith("_SECRET")) {
      problem =
          "'%s' must not end in _SECRET, which names a secret of Secrets Manager; remove the"
              + " ending";
    }
    if (problem != null) {
      problems.at(section.place(key), problem.formatted(key));
    }
    return name;
  }
}

package dev.millrace.cli.types.guess;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.catalogue.value.IsoMoment;
import dev.millrace.text.Printable;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of a source that its URL shows. Not thread-safe. */
final class UrlGuess {

  private static final Pattern START =
      Pattern.compile(
          "(?i)since|from|after|oldest|begin|start.*|min_?time|.*[\\[_.](gte?|from|after|since|start|min)]?");
  private static final Pattern END =
      Pattern.compile(
          "(?i)until|to|before|latest|end.*|max_?time|.*[\\[_.](lte?|to|before|until|end|max)]?");
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(token|secret|passw|signature|api_?key).*|key|sig|auth");

  private final URI url;

  UrlGuess(URI url) {
    this.url = url;
  }

  /**
   * Writes the URL, the parameters, the credentials and the window.
   *
   * @param bearer the name of the environment variable with the token; null without one
   */
  void write(StringBuilder yaml, @Nullable String bearer) {
    line(yaml, "url: " + quoted(url.toString().replaceAll("[?#].*", "")), "");
    Map<String, String> params = params();
    Optional<String> from = named(params, START);
    Optional<String> to = named(params, END);
    String sample = from.or(() -> to).map(params::get).orElse("");
    from.ifPresent(params::remove);
    to.ifPresent(params::remove);
    params.keySet().stream()
        .filter(name -> SECRET.matcher(name).matches())
        .toList()
        .forEach(
            name -> {
              params.remove(name);
              yaml.append(
                  "  # the parameter %s is left out: a definition holds no secret; see auth\n"
                      .formatted(Printable.of(name)));
            });
    if (!params.isEmpty()) {
      List<String> fixed = new ArrayList<>();
      params.forEach((name, value) -> fixed.add(quoted(name) + ": " + quoted(value)));
      line(yaml, "params: { %s }".formatted(String.join(", ", fixed)), "sent with every request");
    }
    if (bearer != null) {
      line(yaml, "auth: { bearer: %s }".formatted(bearer), "the name of an environment variable");
    } else {
      yaml.append("  # auth: { bearer: EXAMPLE_TOKEN }  # the name of an environment variable\n");
    }
    line(
        yaml,
        "window: { from: %s, to: %s, as: %s }"
            .formatted(quoted(from.orElse("since")), quoted(to.orElse("until")), form(sample)),
        from.isPresent() && to.isPresent()
            ? "guessed from the URL; add bounds: closed if the last moment is included"
            : "not in the URL: write your API's names of the two bounds");
  }

  /** Whether a moment lies in the window that the URL asks for; true where it has none. */
  boolean asksFor(Instant moment) {
    Map<String, String> params = params();
    Optional<Instant> from = named(params, START).map(params::get).flatMap(UrlGuess::moment);
    Optional<Instant> to = named(params, END).map(params::get).flatMap(UrlGuess::moment);
    return from.filter(moment::isBefore).isEmpty() && to.filter(moment::isAfter).isEmpty();
  }

  /** The moment that a text of any form means; empty if it is none. */
  static Optional<Instant> moment(String text) {
    return switch (text.replaceAll("\\..*", "")) {
      case String seconds when seconds.matches("\\d{10}") ->
          Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)));
      case String millis when millis.matches("\\d{13}") ->
          Optional.of(Instant.ofEpochMilli(Long.parseLong(millis)));
      case String micros when micros.matches("\\d{16}") ->
          Optional.of(Instant.ofEpochMilli(Long.parseLong(micros) / 1_000));
      default -> Optional.ofNullable(IsoMoment.parse(text));
    };
  }

  private Map<String, String> params() {
    Map<String, String> params = new LinkedHashMap<>();
    String query = url.getRawQuery();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          params.put(
              URLDecoder.decode(pair.substring(0, equals), UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), UTF_8));
        }
      }
    }
    return params;
  }

  private static Optional<String> named(Map<String, String> params, Pattern pattern) {
    return params.entrySet().stream()
        .filter(each -> pattern.matcher(each.getKey()).matches() && isMoment(each.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean isMoment(String value) {
    return value.matches("\\d{4}-\\d\\d-\\d\\d.*|\\d{10}(\\d{3}|\\d{6})?|\\d{10}\\.\\d+");
  }

  private static String form(String value) {
    if (value.matches("\\d{10}")) {
      return "s";
    }
    if (value.matches("\\d{13}")) {
      return "ms";
    }
    if (value.matches("\\d{16}")) {
      return "us";
    }
    if (value.matches("\\d{10}\\.\\d+")) {
      return "s.us";
    }
    return value.matches("\\d{4}-\\d\\d-\\d\\d") ? "day" : value.contains(".") ? "iso_ms" : "iso";
  }

  private static void line(StringBuilder yaml, String key, String comment) {
    SourceGuess.line(yaml, key, comment);
  }

  private static String quoted(String text) {
    return DefinitionGuess.quoted(text);
  }
}

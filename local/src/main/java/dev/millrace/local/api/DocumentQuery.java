package dev.millrace.local.api;

import dev.millrace.local.http.Queries;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The type and the seconds that a request asks for, both bounds inclusive.
 *
 * @param from unix seconds
 * @param to unix seconds, not before {@code from}
 */
record DocumentQuery(String type, long from, long to) {
  /**
   * Reads {@code PREFIX{type}?timestamp_from=…&timestamp_to=…}.
   *
   * @throws IllegalArgumentException with a message for the caller
   */
  static DocumentQuery of(URI uri, String prefix) {
    String segment = uri.getRawPath().substring(prefix.length());
    if (segment.isEmpty() || segment.contains("/")) {
      throw new IllegalArgumentException("the path must end in one segment, the type");
    }
    Map<String, String> parameters = Queries.parameters(uri);
    long from = seconds(parameters, "timestamp_from");
    long to = seconds(parameters, "timestamp_to");
    if (from > to) {
      throw new IllegalArgumentException("timestamp_from is after timestamp_to");
    }
    return new DocumentQuery(Queries.decode(segment.replace("+", "%2B")), from, to);
  }

  private static long seconds(Map<String, String> parameters, String name) {
    String text = parameters.get(name);
    if (text == null) {
      throw new IllegalArgumentException("the parameter " + name + " is missing");
    }
    try {
      if (!text.chars().allMatch(c -> c < 128)) {
        throw new NumberFormatException("non-ASCII digits");
      }
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is not a number of unix seconds: " + text, e);
    }
  }

  /** The path and query that {@link #of} reads back. */
  String path(String prefix) {
    String segment = URLEncoder.encode(type, StandardCharsets.UTF_8).replace("+", "%20");
    return prefix + segment + "?timestamp_from=" + from + "&timestamp_to=" + to;
  }
}

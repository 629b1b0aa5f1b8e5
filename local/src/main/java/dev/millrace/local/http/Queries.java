package dev.millrace.local.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What clients say in queries and headers. */
public final class Queries {
  private Queries() {}

  /** The decoded parameters of a query, by name; the last one of a name counts. */
  public static Map<String, String> parameters(URI uri) {
    String query = uri.getRawQuery();
    return query == null ? new TreeMap<>() : form(query);
  }

  /** The same of a form body, {@code a=1&b=2}. */
  public static Map<String, String> form(String text) {
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  /** Decodes percent signs, and plus signs as blanks. */
  public static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Whether a header {@code Accept-Encoding} allows gzip. */
  public static boolean acceptsGzip(@Nullable String accepted) {
    if (accepted == null) {
      return false;
    }
    for (String coding : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      String plain = coding.replace(" ", "");
      if (plain.equals("gzip")
          || (plain.startsWith("gzip;") && !plain.matches("gzip;q=0(\\.0*)?"))) {
        return true;
      }
    }
    return false;
  }
}

package dev.millrace.worker.source.http.page;

import java.net.http.HttpHeaders;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the header {@code Link} (RFC 8288). */
public final class LinkHeader {

  private static final Pattern LINK = Pattern.compile("<([^>]*)>([^<]*)");
  private static final Pattern RELATION =
      Pattern.compile(";\\s*rel\\s*=\\s*(?:\"([^\"]*)\"|([^\\s;,\"]+))", Pattern.CASE_INSENSITIVE);

  private LinkHeader() {}

  /** The URL with this relation, as written; null without one. */
  public static @Nullable String url(HttpHeaders headers, String relation) {
    for (String header : headers.allValues("link")) {
      Matcher links = LINK.matcher(header);
      while (links.find()) {
        Matcher relations = RELATION.matcher(links.group(2));
        while (relations.find()) {
          String named = relations.group(1) == null ? relations.group(2) : relations.group(1);
          if (Set.of(named.strip().split("\\s+")).contains(relation)) {
            return links.group(1);
          }
        }
      }
    }
    return null;
  }
}

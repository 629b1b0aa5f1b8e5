package dev.millrace.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * URLs of http and https by the rules of RFC 3986. The exceptions omit login, path and query, since
 * these may be secrets.
 */
public final class HttpUrl {

  private static final Set<String> SCHEMES = Set.of("http", "https");
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:.*@)?(?<host>\\[[^]]*]|[^:]*)(?::(?<port>\\d*))?");
  private static final Pattern SCHEME_AND_AUTHORITY =
      Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*");
  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
  private static final String ALLOWED = "-._~:/?#@!$&'()*+,;=";
  private static final int HIGHEST_PORT = 65_535;

  private HttpUrl() {}

  /**
   * An absolute URL. Java's HTTP client may not accept its host, see {@link #askable}.
   *
   * @throws IllegalArgumentException naming the problem
   */
  public static URI parse(String text) {
    return checked(uri(text.strip()));
  }

  /**
   * The target of a link on a page, absolute or relative to the page. Invalid characters, such as
   * blanks and bars, are escaped.
   *
   * @throws IllegalArgumentException naming the problem
   */
  public static URI resolve(URI page, String link) {
    URI reference = uri(escaped(link.strip()));
    boolean queryAlone =
        !reference.isAbsolute()
            && reference.getRawAuthority() == null
            && reference.getRawPath().isEmpty()
            && reference.getRawQuery() != null;
    return checked(
        queryAlone
            ? page.resolve(page.getRawPath() + "?" + reference.getRawQuery()) // unlike URI
            : page.resolve(reference));
  }

  /**
   * The same URL, if Java's HTTP client accepts its host: it does not accept underscores.
   *
   * @throws IllegalArgumentException when it cannot
   */
  public static URI askable(URI url) {
    if (url.getHost() == null) {
      throw new IllegalArgumentException(
          ("Java's HTTP client does not accept the host name '%s'; use a name of letters, digits,"
                  + " '-' and '.'")
              .formatted(host(authority(url))));
    }
    return url;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "%s at character %d".formatted(e.getReason().toLowerCase(Locale.ROOT), e.getIndex() + 1));
    }
  }

  private static URI checked(URI url) {
    String written = url.getScheme();
    if (written == null) {
      throw new IllegalArgumentException("it does not begin with http:// or https://");
    }
    String scheme = written.toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)) {
      throw new IllegalArgumentException("its scheme is %s, not http or https".formatted(written));
    }
    Matcher authority = authority(url);
    if (host(authority).isEmpty()) {
      throw new IllegalArgumentException("it has no host");
    }
    String port = authority.group("port");
    if (port != null && !port.isEmpty() && (port.length() > 5 || number(port) > HIGHEST_PORT)) {
      throw new IllegalArgumentException("its port is %s, which is above 65535".formatted(port));
    }
    return written.equals(scheme)
        ? url
        : URI.create(scheme + url.toString().substring(written.length()));
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private static Matcher authority(URI url) {
    String authority = url.getRawAuthority();
    return AUTHORITY.matcher(authority == null ? "" : authority);
  }

  private static String host(Matcher authority) {
    return authority.matches() ? authority.group("host") : "";
  }

  /** Escapes the part after the authority, where every character counts. */
  private static String escaped(String link) {
    Matcher start = SCHEME_AND_AUTHORITY.matcher(link);
    int from = start.lookingAt() ? start.end() : 0;
    StringBuilder escaped = new StringBuilder(link.substring(0, from));
    Matcher escape = ESCAPE.matcher(link);
    for (int i = from; i < link.length(); i = link.offsetByCodePoints(i, 1)) {
      int c = link.codePointAt(i);
      if (isAllowed(c) || (c == '%' && escape.region(i, link.length()).lookingAt())) {
        escaped.appendCodePoint(c);
      } else {
        for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
          escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
        }
      }
    }
    return escaped.toString();
  }

  private static boolean isAllowed(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ALLOWED.indexOf(c) >= 0;
  }
}

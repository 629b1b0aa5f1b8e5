package dev.millrace.console;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who may look and who may change something. A page of another site can neither read, since
 * names other than those of this machine are refused, nor change, since it knows no secret.
 */
final class Gate {

  static final String LOGIN = "/login";

  private static final String COOKIE = "millrace";
  private static final int WEEK_SECONDS = 7 * 24 * 3600;
  private static final Pattern PORT = Pattern.compile(":\\d+$");

  private final ConsoleSettings settings;

  Gate(ConsoleSettings settings) {
    this.settings = settings;
  }

  /**
   * Checks a request.
   *
   * @throws RefusedException if it may not go on
   */
  void check(Context request) {
    boolean change = !request.req().getMethod().equals("GET");
    if (settings.token().isEmpty()) {
      checkHost(request.host());
    } else if (!request.path().equals(LOGIN)
        && !same(settings.token().get(), request.cookie(COOKIE))) {
      throw new RefusedException(
          401, "log in with the token that the console printed at its start");
    }
    if (change) {
      checkOrigin(request);
    }
    if (change && !request.path().equals(LOGIN)) {
      checkChange(request);
    }
  }

  /** A name of this machine, or a site could point a name of its own to it. */
  private static void checkHost(@Nullable String host) {
    String name = PORT.matcher(host == null ? "" : host).replaceFirst("");
    String plain =
        name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    if (!ConsoleSettings.loopback(plain.toLowerCase(Locale.ROOT))) {
      throw new RefusedException(403, "this console answers on 127.0.0.1 and localhost only");
    }
  }

  private static void checkOrigin(Context request) {
    String origin = request.header("Origin");
    if (origin == null || !origin.equals("http://" + request.host())) {
      throw new RefusedException(403, "changes come from pages of this console only");
    }
  }

  private void checkChange(Context request) {
    if (settings.readOnly()) {
      throw new RefusedException(403, "this console is read-only; use the command");
    }
    if (!same(settings.csrf(), request.header("X-Millrace-Csrf"))) {
      throw new RefusedException(403, "this page is of an earlier start of the console; reload it");
    }
  }

  /** Whether that is the token; the answer then lets the reader in. */
  boolean login(Context request, @Nullable String token) {
    if (settings.token().isEmpty() || !same(settings.token().get(), token)) {
      return false;
    }
    Cookie cookie = new Cookie(COOKIE, settings.token().get());
    cookie.setHttpOnly(true);
    cookie.setSameSite(SameSite.STRICT);
    cookie.setMaxAge(WEEK_SECONDS);
    request.cookie(cookie);
    return true;
  }

  private static boolean same(String secret, @Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            secret.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}

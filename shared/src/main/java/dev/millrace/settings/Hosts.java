package dev.millrace.settings;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which addresses may receive secrets. */
public final class Hosts {

  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

  private Hosts() {}

  /** Whether the URL is https, or plain http on this machine. */
  public static boolean mayBeAsked(URI url) {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    String host = host(url);
    return !host.isEmpty()
        && ("https".equals(scheme)
            || ("http".equals(scheme) && THIS_MACHINE.matcher(host).matches()));
  }

  /** Whether the host is this machine in any notation, such as {@code 2130706433}. */
  public static boolean onThisMachine(URI url) {
    String host = host(url);
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return true;
    }
    try {
      InetAddress address =
          name.startsWith("[")
              ? InetAddress.ofLiteral(name.substring(1, name.length() - 1))
              : Inet4Address.ofPosixLiteral(name);
      return address.isLoopbackAddress() || address.isAnyLocalAddress();
    } catch (IllegalArgumentException _) {
      return false; // a name, or an invalid address
    }
  }

  private static String host(URI url) {
    return url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
  }
}

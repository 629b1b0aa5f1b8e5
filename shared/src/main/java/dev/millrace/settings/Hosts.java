package dev.millrace.settings;

import java.net.URI;
import java.util.regex.Pattern;

/** Which addresses may be asked for something that nobody else is to see. */
public final class Hosts {

  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[0:0:0:0:0:0:0:1]");

  private Hosts() {}

  /** Whether the URL is https, or plain http on this machine. */
  public static boolean mayBeAsked(URI url) {
    String host = url.getHost();
    return host != null
        && ("https".equals(url.getScheme())
            || ("http".equals(url.getScheme()) && THIS_MACHINE.matcher(host).matches()));
  }
}

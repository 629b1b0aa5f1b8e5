package dev.millrace.console;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where the console listens, and what it allows.
 *
 * @param host an address of this machine; beyond loopback a token is needed
 * @param port 0 for any free one
 * @param readOnly whether it changes nothing and shows no buttons
 * @param csrf a secret that a page sends with every change, so that no other site can; random
 * @param token what a reader beyond this machine logs in with; empty on loopback
 */
public record ConsoleSettings(
    String host, int port, boolean readOnly, String csrf, Optional<String> token) {

  public ConsoleSettings {
    if (token.isEmpty() && !loopback(host)) {
      throw new IllegalArgumentException(
          "the console needs a token to listen on %s, which others can reach".formatted(host));
    }
  }

  /** Whether only this machine reaches the address. */
  public static boolean loopback(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      return InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}

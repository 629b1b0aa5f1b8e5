package dev.millrace.worker.source;

import dev.millrace.settings.Hosts;
import dev.millrace.settings.HttpUrl;
import java.io.IOException;
import java.net.URI;

/**
 * Where the source may send us: over https, and to this machine only when the source is on it too,
 * since what listens here is not meant for others. No message tells the path or query of a link.
 *
 * @param source its URL, as the settings have it
 */
record Links(URI source) {

  /**
   * The URL that a link means.
   *
   * @param page where the link stands
   * @param found begins the message that it cannot be followed
   * @throws IOException when it is no URL, or may not be followed
   */
  URI follow(URI page, String link, String found) throws IOException {
    URI url;
    try {
      url = HttpUrl.askable(HttpUrl.resolve(page, link));
    } catch (IllegalArgumentException e) {
      throw new IOException("%s that is wrong: %s".formatted(found, e.getMessage()));
    }
    if (!Hosts.onThisMachine(source) && Hosts.onThisMachine(url)) {
      throw new IOException(
          "%s on this machine ('%s'), where the source itself is not"
              .formatted(found, url.getHost()));
    }
    if (!Hosts.mayBeAsked(url)) {
      throw new IOException(
          "%s that is not https, on the host '%s'".formatted(found, url.getHost()));
    }
    return url;
  }
}

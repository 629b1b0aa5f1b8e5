package dev.millrace.worker.source.api;

import dev.millrace.settings.Hosts;
import dev.millrace.settings.HttpUrl;
import java.io.IOException;
import java.net.URI;

/**
 * The links that may be followed: https, and to this machine only when the source itself is on it,
 * since local services are not meant for the source. No error contains the path or query of a link.
 *
 * @param source the URL from the settings
 */
record Links(URI source) {

  /**
   * The URL that a link means.
   *
   * @param page the page with the link
   * @param found the beginning of the error message
   * @throws IOException when it is not a URL, or must not be followed
   */
  URI follow(URI page, String link, String found) throws IOException {
    URI url;
    try {
      url = HttpUrl.askable(HttpUrl.resolve(page, link));
    } catch (IllegalArgumentException e) {
      throw new IOException("%s that is invalid: %s".formatted(found, e.getMessage()));
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

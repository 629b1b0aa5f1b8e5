package dev.millrace.worker.source.api;

import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.net.URI;

/**
 * The connection to the document API.
 *
 * @param url up to {@code /get_docs/}; a missing last slash is added
 * @param key its {@code x-api-key}
 * @param documentBytes the size limit of a document; larger ones are rejected
 * @param rate maximum slice requests per second of all workers together
 */
public record SourceSettings(URI url, String key, int documentBytes, int rate) {

  public SourceSettings {
    url = url.toString().endsWith("/") ? url : URI.create(url + "/");
  }

  /** With practically no rate limit. */
  public SourceSettings(URI url, String key, int documentBytes) {
    this(url, key, documentBytes, Setting.SOURCE_RATE.most());
  }

  public static SourceSettings from(Environment environment) {
    return new SourceSettings(
        environment.secureUrl(Setting.SOURCE_URL),
        environment.headerText(Setting.SOURCE_KEY),
        environment.number(Setting.DOCUMENT_BYTES),
        environment.number(Setting.SOURCE_RATE));
  }

  /** Host and port, by which the requests of all workers are counted together. */
  public String name() {
    return String.valueOf(url.getRawAuthority());
  }

  /** Whether the rate is one that a worker could exceed. */
  public boolean isLimited() {
    return rate < MOST_RATE;
  }

  @Override
  public String toString() {
    return "%s with a key, documents up to %d bytes".formatted(url, documentBytes);
  }
}

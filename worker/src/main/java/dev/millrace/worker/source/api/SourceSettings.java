package dev.millrace.worker.source.api;

import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the document API.
 *
 * @param url up to {@code /get_docs/}; a missing last slash is added; null without a document API,
 *     where every type has a source of its own
 * @param key its {@code x-api-key}
 * @param documentBytes the size limit of a document; larger ones are rejected
 * @param rate maximum slice requests per second
 */
public record SourceSettings(@Nullable URI url, String key, int documentBytes, int rate) {

  private static final int LEAST_DOCUMENT = 1 << 10;
  private static final int MOST_DOCUMENT = 1 << 28;
  private static final int MOST_RATE = 1_000_000;

  public SourceSettings {
    url = url == null || url.toString().endsWith("/") ? url : URI.create(url + "/");
  }

  /** With practically no rate limit. */
  public SourceSettings(URI url, String key, int documentBytes) {
    this(url, key, documentBytes, MOST_RATE);
  }

  /** Neither the URL nor the key is needed; one of them alone is a mistake. */
  public static SourceSettings from(Environment environment) {
    boolean used = environment.has(Setting.SOURCE_URL) || environment.has(Setting.SOURCE_KEY);
    return new SourceSettings(
        used ? environment.secureUrl(Setting.SOURCE_URL) : null,
        used ? environment.headerText(Setting.SOURCE_KEY) : "",
        environment.number(Setting.DOCUMENT_BYTES, LEAST_DOCUMENT, MOST_DOCUMENT),
        environment.number(Setting.SOURCE_RATE, 1, MOST_RATE));
  }

  /** Host and port, for operators; empty without a document API. */
  Optional<String> host() {
    return Optional.ofNullable(url).map(URI::getRawAuthority);
  }

  @Override
  public String toString() {
    return "%s, documents up to %d bytes"
        .formatted(url == null ? "no document API" : url + " with a key", documentBytes);
  }
}

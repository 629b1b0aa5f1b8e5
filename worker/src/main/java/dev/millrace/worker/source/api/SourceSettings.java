package dev.millrace.worker.source.api;

import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;
import dev.millrace.worker.source.SizeLimits;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the document API.
 *
 * @param url up to {@code /get_docs/}; a missing last slash is added; null without a document API,
 *     where every type has a source of its own
 * @param key its {@code x-api-key}
 * @param sizes the limits of a document and, for other sources, of a page
 * @param rate maximum slice requests per second of all workers together
 */
public record SourceSettings(@Nullable URI url, String key, SizeLimits sizes, int rate) {

  public SourceSettings {
    url = url == null || url.toString().endsWith("/") ? url : URI.create(url + "/");
  }

  /** With practically no limit of the rate. */
  public SourceSettings(URI url, String key, int documentBytes) {
    this(url, key, new SizeLimits(documentBytes), Setting.SOURCE_RATE.most());
  }

  /** Neither the URL nor the key is needed; one of them alone is a mistake. */
  public static SourceSettings from(Environment environment) {
    boolean used = environment.given(Setting.SOURCE_URL) || environment.given(Setting.SOURCE_KEY);
    return new SourceSettings(
        used ? environment.url(Setting.SOURCE_URL) : null,
        used ? environment.text(Setting.SOURCE_KEY) : "",
        SizeLimits.from(environment),
        environment.number(Setting.SOURCE_RATE));
  }

  /** Whether the rate is one that a worker could exceed. */
  public boolean isLimited() {
    return rate < Setting.SOURCE_RATE.most();
  }

  /** Host and port, by which the requests of all workers are counted together. */
  public String name() {
    return url == null ? "no document API" : String.valueOf(url.getRawAuthority());
  }

  @Override
  public String toString() {
    return "%s, documents up to %d bytes"
        .formatted(url == null ? "no document API" : url + " with a key", sizes.document());
  }
}

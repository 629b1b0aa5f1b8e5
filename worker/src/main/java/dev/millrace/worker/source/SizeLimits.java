package dev.millrace.worker.source;

import dev.millrace.settings.Environment;
import dev.millrace.settings.Setting;

/**
 * What a source may answer at most.
 *
 * @param document bytes of a document; larger ones are rejected
 * @param page bytes of a page in memory, decompressed; larger ones are refused
 */
public record SizeLimits(int document, int page) {

  /** With practically no limit for pages. */
  public SizeLimits(int document) {
    this(document, Setting.PAGE_BYTES.most());
  }

  public static SizeLimits from(Environment environment) {
    return new SizeLimits(
        environment.number(Setting.DOCUMENT_BYTES), environment.number(Setting.PAGE_BYTES));
  }
}

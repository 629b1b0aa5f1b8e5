package dev.millrace.plan;

import dev.millrace.catalogue.DocumentType;
import dev.millrace.catalogue.http.HttpSource;
import java.util.OptionalLong;

/** How far back a source still has documents. Pure. */
final class Reach {

  /** A request may wait: a hundredth of the time is left to it. */
  private static final long MARGIN = 100;

  private Reach() {}

  /** How many seconds the source keeps a document, less a margin; empty for ever. */
  static OptionalLong seconds(DocumentType type) {
    HttpSource source = type.http();
    if (source == null || source.keeps() == null) {
      return OptionalLong.empty();
    }
    long keeps = source.keeps().toSeconds();
    return OptionalLong.of(keeps - keeps / MARGIN);
  }

  /** The first second within reach. */
  static long first(OptionalLong seconds, long now) {
    return seconds.isPresent() ? now - seconds.getAsLong() : Long.MIN_VALUE;
  }
}

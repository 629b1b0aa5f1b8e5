package dev.millrace.catalogue;

import dev.millrace.catalogue.value.JsonPath;
import dev.millrace.catalogue.value.MomentUnit;

/**
 * Where a document holds the moment of its event, which decides its bucket.
 *
 * @param ofElement whether the path begins at the element of {@code each}
 */
public record OccurredAt(JsonPath from, MomentUnit unit, boolean ofElement) {

  /** The moment at which the API received the document. */
  public static final OccurredAt INGEST_TIME =
      new OccurredAt(JsonPath.parse("/timestamp"), MomentUnit.SECONDS_OR_ISO);

  /** A path of the document. */
  public OccurredAt(JsonPath from, MomentUnit unit) {
    this(from, unit, false);
  }
}

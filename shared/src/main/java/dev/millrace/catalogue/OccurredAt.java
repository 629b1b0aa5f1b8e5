package dev.millrace.catalogue;

import dev.millrace.catalogue.value.MomentUnit;

/**
 * Where a document says when it happened, which is the moment that its bucket is chosen by.
 *
 * @param ofElement whether the path begins at the element of {@code each}
 */
public record OccurredAt(JsonPath from, MomentUnit unit, boolean ofElement) {

  /** When the API received the document. */
  public static final OccurredAt INGEST_TIME =
      new OccurredAt(JsonPath.parse("/timestamp"), MomentUnit.SECONDS_OR_ISO);

  /** A path of the document. */
  public OccurredAt(JsonPath from, MomentUnit unit) {
    this(from, unit, false);
  }
}

package dev.millrace.catalogue;

/** Where a document says when it happened, which is the moment that its bucket is chosen by. */
public record OccurredAt(JsonPath from, MomentUnit unit) {

  /** When the API received the document. */
  public static final OccurredAt INGEST_TIME =
      new OccurredAt(JsonPath.parse("/timestamp"), MomentUnit.SECONDS_OR_ISO);
}

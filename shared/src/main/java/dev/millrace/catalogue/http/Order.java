package dev.millrace.catalogue.http;

/** The order in which an API lists its documents, by the moment that it selects by. */
public enum Order {
  /** The oldest first. */
  ASCENDING,
  /** The newest first. */
  DESCENDING,
  /** None that can be relied on. */
  NONE
}

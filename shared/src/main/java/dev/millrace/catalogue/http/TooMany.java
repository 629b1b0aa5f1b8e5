package dev.millrace.catalogue.http;

/** How an API says that a window holds more than it gives. */
public sealed interface TooMany {

  /**
   * It answers with an error.
   *
   * @param status of the answer
   * @param says a part of the answer's text; empty where the status is enough
   */
  record Refused(int status, String says) implements TooMany {}

  /** It gives so many documents, and there may be more. */
  record Documents(long most) implements TooMany {}
}

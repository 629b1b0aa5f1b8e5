package dev.millrace.local.apis;

/** What may happen to any answer on its way. */
public enum Fault {
  /** The connection ends in the middle of the body. */
  CUT,
  /** Status 500. */
  SERVER_ERROR,
  /** A page for people, with status 200: a proxy or a maintenance page. */
  HTML,
  /** The answer of the page before, as a cache gives it that ignores a parameter. */
  REPEATED_PAGE
}

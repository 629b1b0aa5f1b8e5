package dev.millrace.torture.source;

/** How the document API fails. */
public enum Trouble {
  NONE,
  TOO_MANY_REQUESTS,
  SERVER_ERROR,
  GATEWAY_TIMEOUT,
  RESET,
  HANG,
  TRUNCATED,
  MALFORMED
}

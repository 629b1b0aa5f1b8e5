package dev.millrace.local.document;

import org.jspecify.annotations.Nullable;

/** The given files hold no documents; the message names the file and what to check. */
public final class UnreadableDocumentsException extends RuntimeException {
  UnreadableDocumentsException(String message) {
    this(message, null);
  }

  UnreadableDocumentsException(String message, @Nullable Exception cause) {
    super(message, cause);
  }
}

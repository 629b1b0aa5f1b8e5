package dev.millrace.worker.slice;

import dev.millrace.database.DatabaseException;
import dev.millrace.ledger.RevokedException;
import dev.millrace.worker.lookup.LookupFailedException;
import dev.millrace.worker.mapping.privacy.MissingHashKeyException;
import dev.millrace.worker.source.SourceUnavailableException;

/** The reason why an attempt ended before its slice was imported. */
enum Failure {
  TAKEN_OVER("another attempt has taken the slice over"),
  STOPPED("the worker stops"),
  TOOK_TOO_LONG("the work takes longer than a message may"),
  SOURCE_CLOSED("source: asks to wait, rejects the key, or its circuit is open"),
  QUOTA("source: asks to wait after some pages of the window"),
  SOURCE_FAILS("source: unreachable, error, or answer cut off"),
  GATEWAY_TIMEOUT("source: gateway time-out (502, 504), twice"),
  TOO_MANY("source: has more of the window than it gives"),
  NO_FILE_YET("source: has no file of the time yet"),
  NO_FILE("source: has no file of a time older than all ages of `recheck`"),
  LOOKUP_UNAVAILABLE("lookup: unavailable"),
  HASH_KEY_MISSING("the hash key is not set"),
  DATABASE_OUTAGE("database: any error that is not about the data"),
  REFUSED_DATA("database: error about the data"),
  OTHER("anything else, such as an answer that is not JSON");

  private final String label;

  Failure(String label) {
    this.label = label;
  }

  /** The failure's name in the documentation. */
  String label() {
    return label;
  }

  /** The failure that an exception means, unless the thread was interrupted. */
  static Failure of(Exception e) {
    return switch (e) {
      case RevokedException _ -> TAKEN_OVER;
      case SourceUnavailableException source ->
          switch (source.kind()) {
            case ASKS_TO_WAIT, THROTTLED -> source.pages() > 0 ? QUOTA : SOURCE_CLOSED;
            case REFUSES_KEY -> SOURCE_CLOSED;
            case FAILS -> SOURCE_FAILS;
            case TOO_SLOW -> GATEWAY_TIMEOUT;
            case TOO_MANY -> TOO_MANY;
            case NO_FILE_YET -> NO_FILE_YET;
            case NO_FILE -> NO_FILE;
          };
      case LookupFailedException _ -> LOOKUP_UNAVAILABLE;
      case MissingHashKeyException _ -> HASH_KEY_MISSING;
      case DatabaseException database -> database.aboutData() ? REFUSED_DATA : DATABASE_OUTAGE;
      default -> OTHER;
    };
  }
}

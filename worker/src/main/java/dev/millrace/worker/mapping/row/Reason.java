package dev.millrace.worker.mapping.row;

/** Why a document is rejected. The names are stored, so they never change. */
public enum Reason {
  /** It cannot be parsed. */
  NOT_JSON,
  /** It is JSON, but no object. */
  NOT_AN_OBJECT,
  /** It has no id. */
  NO_ID,
  /** Its id is no text of 1 to 64 bytes. */
  BAD_ID,
  /** It does not say in whole seconds when it was received. */
  NO_TIMESTAMP,
  /** It says that it is of another type than the one that was asked for. */
  WRONG_TYPE,
  /** Something that must be there is missing or null. */
  MISSING_VALUE,
  /** A value is something else than its column holds. */
  BAD_VALUE,
  /** A text is longer than its column. */
  TOO_LONG,
  /** It is larger than a document may be, so it was never looked at. */
  OVERSIZED,
  /** A moment lies outside the years 1970 to 2261. */
  BAD_MOMENT,
  /** No event has its code at its time; imported when the event appears. */
  UNKNOWN_EVENT_CODE,
  /** The array that becomes rows has more elements than a document may have rows. */
  TOO_MANY_ROWS,
  /** Two elements of the array that becomes rows have one key, or none. */
  BAD_KEY
}

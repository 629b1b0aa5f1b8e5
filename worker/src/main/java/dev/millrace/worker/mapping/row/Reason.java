package dev.millrace.worker.mapping.row;

/** Why a document is rejected. The names are stored, so they never change. */
public enum Reason {
  /** It cannot be parsed. */
  NOT_JSON,
  /** It is JSON, but not an object. */
  NOT_AN_OBJECT,
  /** It has no id. */
  NO_ID,
  /** Its id is not a text of 1 to 64 bytes. */
  BAD_ID,
  /** Its receive time is missing or not in whole seconds. */
  NO_TIMESTAMP,
  /** It states another type than the requested one. */
  WRONG_TYPE,
  /** A required value is missing or null. */
  MISSING_VALUE,
  /** A value does not fit its column's type. */
  BAD_VALUE,
  /** A text is longer than its column. */
  TOO_LONG,
  /** It exceeds the size limit, so it was not parsed. */
  OVERSIZED,
  /** A moment is outside the years 1970 to 2261. */
  BAD_MOMENT,
  /** Its code matches no event at its time; imported when the event appears. */
  UNKNOWN_EVENT_CODE,
  /** The array that becomes rows has more elements than allowed. */
  TOO_MANY_ROWS,
  /** Two elements of the array that becomes rows have the same key, or one has none. */
  BAD_KEY
}

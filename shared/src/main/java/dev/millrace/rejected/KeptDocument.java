package dev.millrace.rejected;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A document that was fetched and could not be stored.
 *
 * @param key its id, or one made of its content; up to 64 bytes
 * @param slice in which it was rejected last
 * @param path the JSON Pointer of the culprit; empty where it is the whole document
 * @param receivedAt when the API received it, in unix seconds, where that can be read
 * @param raw the text as it may be kept
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to show; documents are never compared
public record KeptDocument(
    String type,
    byte[] key,
    long slice,
    String reason,
    String message,
    String path,
    String definitionVersion,
    Instant firstSeen,
    Instant lastSeen,
    OptionalLong receivedAt,
    byte[] raw) {

  /** Its columns in {@code millrace_rejected}. */
  static final String COLUMNS =
      """
      type, document, slice, reason, message, path, definition_version, first_seen, last_seen, \
      received_at, raw""";

  static KeptDocument read(ResultSet row) throws SQLException {
    @Nullable Long receivedAt = row.getObject(10, Long.class);
    return new KeptDocument(
        row.getString(1),
        row.getBytes(2),
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        moment(row, 8),
        moment(row, 9),
        receivedAt == null ? OptionalLong.empty() : OptionalLong.of(receivedAt),
        row.getBytes(11));
  }

  static Instant moment(ResultSet row, int column) throws SQLException {
    return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
  }
}

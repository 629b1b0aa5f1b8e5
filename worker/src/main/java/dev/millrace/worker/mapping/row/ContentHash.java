package dev.millrace.worker.mapping.row;

import java.nio.ByteBuffer;

/**
 * Detects changed rows: 16 bytes of a hash over the version of the definition, the moments and the
 * values. Two rows with the same hash are the same row.
 */
public record ContentHash(long high, long low) {

  /** The hash with these 16 bytes, as stored in the database. */
  public static ContentHash of(byte[] bytes) {
    if (bytes.length != Sha256.KEPT) {
      throw new IllegalArgumentException(
          "a content hash has %d bytes, not %d".formatted(Sha256.KEPT, bytes.length));
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new ContentHash(buffer.getLong(), buffer.getLong());
  }

  /** The 16 bytes, in a new array. */
  public byte[] bytes() {
    return ByteBuffer.allocate(Sha256.KEPT).putLong(high).putLong(low).array();
  }
}

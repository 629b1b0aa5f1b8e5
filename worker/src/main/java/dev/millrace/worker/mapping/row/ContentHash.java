package dev.millrace.worker.mapping.row;

import java.nio.ByteBuffer;

/**
 * What tells whether a row has changed: 16 bytes over the version of its definition, its moments
 * and its values. Two rows with one hash are the same row.
 */
public record ContentHash(long high, long low) {

  /** The hash with these 16 bytes, as the database holds them. */
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

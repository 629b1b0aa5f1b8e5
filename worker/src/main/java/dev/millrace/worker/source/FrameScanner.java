package dev.millrace.worker.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the bytes that frame a document. The loops that every byte of an answer goes through. */
final class FrameScanner {

  private static final boolean[] IS_STRUCTURE = new boolean[256];

  static {
    for (byte b : new byte[] {'"', '{', '}', '[', ']', ','}) {
      IS_STRUCTURE[b] = true;
    }
  }

  /** Little endian, so that the lowest bits are the first byte. */
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = '"' * ONES;
  private static final long ESCAPES = '\\' * ONES;

  private FrameScanner() {}

  /** The first quote, bracket, brace or comma at or behind {@code from}, or the limit. */
  static int structure(byte[] bytes, int from, int limit) {
    int p = from;
    while (p < limit && !IS_STRUCTURE[bytes[p] & 0xff]) {
      p++;
    }
    return p;
  }

  /**
   * The first quote or backslash at or behind {@code from}, or the limit. Looks at eight bytes at a
   * time: a byte of {@code x} is zero where {@code (x - ONES) & ~x} has its high bit set, which is
   * exact for the first such byte.
   */
  static int quoteOrEscape(byte[] bytes, int from, int limit) {
    int p = from;
    for (; p <= limit - Long.BYTES; p += Long.BYTES) {
      long word = (long) EIGHT_BYTES.get(bytes, p);
      long quote = word ^ QUOTES;
      long escape = word ^ ESCAPES;
      long hits = (((quote - ONES) & ~quote) | ((escape - ONES) & ~escape)) & HIGH_BITS;
      if (hits != 0) {
        return p + (Long.numberOfTrailingZeros(hits) >>> 3);
      }
    }
    while (p < limit && bytes[p] != '"' && bytes[p] != '\\') {
      p++;
    }
    return p;
  }
}

package dev.millrace.worker.source.api;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the end of a document. Every byte of an answer passes through these loops. */
final class FrameScanner {

  /** The end of an element. */
  enum End {
    COMMA,
    END_OF_ARRAY,
    /** The answer was cut off. */
    END_OF_ANSWER,
    /** A closing bracket without an opening one. */
    STRAY_BRACKET
  }

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

  private final AnswerBuffer answer;

  FrameScanner(AnswerBuffer answer) {
    this.answer = answer;
  }

  /** Skips one element, marking it in the buffer, and the character after it. */
  End passElement() throws IOException {
    int depth = 0;
    while (true) {
      int found = structure(answer.bytes, answer.position, answer.limit);
      answer.position = found;
      if (found == answer.limit) {
        if (!answer.fill()) {
          return End.END_OF_ANSWER;
        }
        continue;
      }
      byte b = answer.bytes[found];
      if (depth == 0 && b == '}') {
        return End.STRAY_BRACKET;
      }
      answer.position++;
      if (depth == 0 && (b == ',' || b == ']')) {
        answer.endElement(found);
        return b == ',' ? End.COMMA : End.END_OF_ARRAY;
      }
      switch (b) {
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        case '"' -> {
          if (!passString()) {
            return End.END_OF_ANSWER;
          }
        }
        default -> {} // a comma inside the document
      }
    }
  }

  /** Skips a string after its opening quote; false if it is cut off. */
  private boolean passString() throws IOException {
    while (true) {
      int found = quoteOrEscape(answer.bytes, answer.position, answer.limit);
      answer.position = found;
      if (found == answer.limit) {
        if (!answer.fill()) {
          return false;
        }
        continue;
      }
      answer.position++;
      if (answer.bytes[found] == '"') {
        return true;
      }
      if (answer.position == answer.limit && !answer.fill()) {
        return false;
      }
      answer.position++; // the escaped character
    }
  }

  /** The first quote, bracket, brace or comma at or after {@code from}, or the limit. */
  private static int structure(byte[] bytes, int from, int limit) {
    int p = from;
    while (p < limit && !IS_STRUCTURE[bytes[p] & 0xff]) {
      p++;
    }
    return p;
  }

  /**
   * The first quote or backslash at or after {@code from}, or the limit. Checks eight bytes at a
   * time: a byte of {@code x} is zero where {@code (x - ONES) & ~x} has its high bit set, which is
   * exact for the first such byte.
   */
  private static int quoteOrEscape(byte[] bytes, int from, int limit) {
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

package dev.millrace.worker.source.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The buffered part of an answer: at least the bytes of the current element, or only its head if it
 * exceeds the limit.
 */
final class AnswerBuffer {

  private static final int READ = 64 * 1_024;

  /** Most answers of small slices fit into it, and a new array is cleared. */
  private static final int FIRST = 8 * 1_024;

  private final InputStream in;
  private final int maxElementBytes;

  /** The buffered bytes; {@code bytes[position, limit)} are not scanned yet. */
  byte[] bytes = new byte[FIRST];

  int position;
  int limit;

  /** The number of bytes of the answer before {@code bytes[0]}. */
  private long discarded;

  private int start;
  private int length;
  private long startInAnswer;
  private long lengthInAnswer;
  private byte[] head = {};
  private boolean oversized;

  AnswerBuffer(InputStream in, int maxElementBytes) {
    if (maxElementBytes < 1 || maxElementBytes > Integer.MAX_VALUE - 4 * READ) {
      throw new IllegalArgumentException(
          "%d is not a valid document limit in bytes".formatted(maxElementBytes));
    }
    this.in = in;
    this.maxElementBytes = maxElementBytes;
  }

  /** Begins an element here and forgets the previous one. */
  void startElement() {
    start = position;
    length = 0;
    startInAnswer = discarded + position;
    lengthInAnswer = 0;
    oversized = false;
  }

  /**
   * Ends the element before {@code bytes[end]}, without the white space around it. That after it
   * counts for the limit, since it may be read before it is known that the element has ended.
   */
  void endElement(int end) {
    int last = end;
    while (last > Math.max(start, 0) && isWhiteSpace(bytes[last - 1])) {
      last--;
    }
    lengthInAnswer = discarded + last - startInAnswer;
    if (!oversized && end - start > maxElementBytes) {
      keepHead();
    }
    length = oversized ? head.length : last - start;
  }

  /** The next byte that is not white space, without consuming it; -1 at the end. */
  int skipWhiteSpace() throws IOException {
    do {
      for (; position < limit; position++) {
        if (!isWhiteSpace(bytes[position])) {
          return bytes[position] & 0xff;
        }
      }
      start = position;
    } while (fill());
    return -1;
  }

  /** Reads more bytes, so that there is one at the position; false at the end of the answer. */
  boolean fill() throws IOException {
    if (!oversized && position - start > maxElementBytes) {
      keepHead();
    }
    if (bytes.length - limit < Math.min(READ, bytes.length / 2)) {
      makeRoom();
    }
    int read = in.read(bytes, limit, bytes.length - limit);
    limit += Math.max(read, 0);
    return read >= 0;
  }

  /** The position in the answer. */
  long at() {
    return discarded + position;
  }

  long bytesRead() {
    return discarded + limit;
  }

  byte[] element() {
    return oversized ? head : bytes;
  }

  int elementOffset() {
    return oversized ? 0 : start;
  }

  int elementLength() {
    return length;
  }

  long elementBytes() {
    return lengthInAnswer;
  }

  boolean oversized() {
    return oversized;
  }

  void close() throws IOException {
    in.close();
  }

  private void keepHead() {
    oversized = true;
    int kept = Math.min(DocumentStream.OVERSIZED_HEAD, maxElementBytes);
    head = Arrays.copyOfRange(bytes, start, start + kept);
  }

  /** Drops the bytes that are no longer needed; if all are needed, enlarges the buffer. */
  private void makeRoom() {
    int keepFrom = oversized ? position : start;
    int kept = limit - keepFrom;
    boolean larger = bytes.length < 2 * READ || bytes.length - kept < READ;
    byte[] target = larger ? new byte[larger(kept + READ)] : bytes;
    System.arraycopy(bytes, keepFrom, target, 0, kept);
    bytes = target;
    discarded += keepFrom;
    position -= keepFrom;
    limit -= keepFrom;
    start = oversized ? position : start - keepFrom;
  }

  /** Twice the size, but at most the largest element and one read, unless more is needed. */
  private int larger(int needed) {
    return Math.max(needed, (int) Math.min(2L * bytes.length, maxElementBytes + 2L * READ));
  }

  private static boolean isWhiteSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}

package dev.millrace.worker.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The part of an answer that is in memory: at least the bytes of the current element, unless that
 * is above the limit, in which case only its head is kept.
 */
final class AnswerBuffer {

  private static final int READ = 64 * 1_024;

  private final InputStream in;
  private final int maxElementBytes;

  /** What is at hand: {@code bytes[position, limit)} is still to be looked at. */
  byte[] bytes = new byte[2 * READ];

  int position;
  int limit;

  /** How many bytes of the answer came before {@code bytes[0]}. */
  private long discarded;

  private int start;
  private int length;
  private long startInAnswer;
  private long lengthInAnswer;
  private byte[] head = {};
  private boolean oversized;

  AnswerBuffer(InputStream in, int maxElementBytes) {
    if (maxElementBytes < 1 || maxElementBytes > Integer.MAX_VALUE - 4 * READ) {
      throw new IllegalArgumentException(maxElementBytes + " bytes are no limit for a document");
    }
    this.in = in;
    this.maxElementBytes = maxElementBytes;
  }

  /** Begins an element here and forgets the one before. */
  void startElement() {
    start = position;
    length = 0;
    startInAnswer = discarded + position;
    lengthInAnswer = 0;
    oversized = false;
  }

  /** Ends the element before {@code bytes[end]}, without the white space around it. */
  void endElement(int end) {
    int last = end;
    while (last > Math.max(start, 0) && isWhiteSpace(bytes[last - 1])) {
      last--;
    }
    lengthInAnswer = discarded + last - startInAnswer;
    if (!oversized && lengthInAnswer > maxElementBytes) {
      keepHead();
    }
    length = oversized ? head.length : last - start;
  }

  /** The first byte from here that is no white space, not yet taken; -1 at the end. */
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

  /** Reads on, so that there is something at the position; false at the end of the answer. */
  boolean fill() throws IOException {
    if (!oversized && position - start > maxElementBytes) {
      keepHead();
    }
    if (bytes.length - limit < READ) {
      makeRoom();
    }
    int read = in.read(bytes, limit, bytes.length - limit);
    limit += Math.max(read, 0);
    return read >= 0;
  }

  /** Where the position is in the answer. */
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

  /** Drops what is no longer needed; where all of it is, takes more memory. */
  private void makeRoom() {
    int keepFrom = oversized ? position : start;
    int kept = limit - keepFrom;
    byte[] target = bytes.length - kept < READ ? new byte[larger(kept + READ)] : bytes;
    System.arraycopy(bytes, keepFrom, target, 0, kept);
    bytes = target;
    discarded += keepFrom;
    position -= keepFrom;
    limit -= keepFrom;
    start = oversized ? position : start - keepFrom;
  }

  /** Twice as much, but not more than the largest element and one reading, unless it has to be. */
  private int larger(int needed) {
    return Math.max(needed, (int) Math.min(2L * bytes.length, maxElementBytes + 2L * READ));
  }

  private static boolean isWhiteSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}

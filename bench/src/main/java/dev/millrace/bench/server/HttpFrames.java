package dev.millrace.bench.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The messages of one direction of an HTTP/1.1 connection, each with its {@code Content-Length}.
 * Bytes pass unchanged. Not thread-safe.
 */
final class HttpFrames {

  private static final String LENGTH = "Content-Length:";

  private final InputStream in;
  private byte[] buffer = new byte[16 * 1024];
  private int filled;
  private int frame;
  private String head = "";

  HttpFrames(InputStream in) {
    this.in = in;
  }

  /**
   * Reads the next complete message.
   *
   * @return false at the end of the connection
   * @throws IOException when the connection breaks or the message has no length
   */
  boolean next() throws IOException {
    System.arraycopy(buffer, frame, buffer, 0, filled - frame);
    filled -= frame;
    frame = 0;
    int headEnd;
    int searched = 0;
    while ((headEnd = headEnd(searched)) < 0) {
      searched = Math.max(0, filled - 3);
      if (!more()) {
        if (filled > 0) {
          throw new EOFException("the connection ended within a message");
        }
        return false;
      }
    }
    head = new String(buffer, 0, headEnd, StandardCharsets.ISO_8859_1);
    int end = headEnd + bodyLength();
    while (filled < end) {
      if (!more()) {
        throw new EOFException("the connection ended within a message");
      }
    }
    frame = end;
    return true;
  }

  private boolean more() throws IOException {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int read = in.read(buffer, filled, buffer.length - filled);
    filled += Math.max(0, read);
    return read > 0;
  }

  /** Where the head ends, with its empty line, or -1. */
  private int headEnd(int from) {
    for (int i = from; i + 3 < filled; i++) {
      if (buffer[i] == '\r'
          && buffer[i + 1] == '\n'
          && buffer[i + 2] == '\r'
          && buffer[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  private int bodyLength() throws IOException {
    String length = header(LENGTH);
    if (length.isEmpty() && !header("Transfer-Encoding:").isEmpty()) {
      throw new IOException("a message without a length cannot be passed on: " + head);
    }
    return length.isEmpty() ? 0 : Integer.parseInt(length);
  }

  /** The value of a header of the message, or empty. The name ends in a colon. */
  String header(String name) {
    int line = head.indexOf("\r\n");
    while (line >= 0) {
      int start = line + 2;
      int end = head.indexOf("\r\n", start);
      if (head.regionMatches(true, start, name, 0, name.length())) {
        return head.substring(start + name.length(), end).strip();
      }
      line = end;
    }
    return "";
  }

  /** Whether the message contains the ASCII text. */
  boolean contains(String text) {
    return text().contains(text);
  }

  /** The number of occurrences of the ASCII text in the message. */
  int count(String text) {
    String all = text();
    int count = 0;
    for (int at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + text.length())) {
      count++;
    }
    return count;
  }

  private String text() {
    return new String(buffer, 0, frame, StandardCharsets.ISO_8859_1);
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(buffer, 0, frame);
    out.flush();
  }
}

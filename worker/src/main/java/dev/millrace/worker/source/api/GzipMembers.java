package dev.millrace.worker.source.api;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The content of a gzip stream of one or more members (RFC 1952), up to its very end. {@link
 * java.util.zip.GZIPInputStream} takes a member for the last one when no further byte has arrived
 * yet or when the next member cannot be read: an answer that is cut off there would be a shorter
 * one. Zeros after a member are padding. Not thread-safe.
 */
final class GzipMembers extends InputStream {

  private static final int BUFFER = 1 << 16;
  private static final int DEFLATED = 8;
  private static final int RESERVED = 0b1110_0000;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int HEADER_CHECK = 2;

  /** Time of the file, compression level, operating system. */
  private static final int UNUSED_BYTES = 6;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private final Inflater inflater = new Inflater(true);
  private final CRC32 check = new CRC32();
  private int position;
  private int limit;
  private boolean first = true;
  private boolean inMember;
  private boolean ended;

  /**
   * @param in its first bytes are those of a member; closed with this
   */
  GzipMembers(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Reads as {@link InputStream#read(byte[], int, int)}.
   *
   * @throws EOFException when the stream ends within a member
   * @throws ZipException when it is damaged
   */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember) {
        ended = !beginMember();
        inMember = !ended;
        continue;
      }
      int read = inflate(bytes, offset, length);
      if (read > 0) {
        check.update(bytes, offset, read);
        return read;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsDictionary()) {
        throw new ZipException("the compressed data needs a dictionary");
      } else if (inflater.needsInput()) {
        if (position == limit) {
          fill();
        }
        inflater.setInput(buffer, position, limit - position);
        position = limit;
      }
    }
    return -1;
  }

  private int inflate(byte[] bytes, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(bytes, offset, length);
    } catch (DataFormatException e) {
      throw (ZipException)
          new ZipException("the compressed data is damaged: " + e.getMessage()).initCause(e);
    }
  }

  /** Reads the header of the next member; false when there is none. */
  private boolean beginMember() throws IOException {
    int magic = nextOrEnd();
    while (magic == 0 && !first) {
      magic = nextOrEnd();
    }
    if (magic < 0) {
      if (first) {
        throw new EOFException("the compressed data is empty");
      }
      return false;
    }
    first = false;
    if (magic != 0x1f || next() != 0x8b || next() != DEFLATED) {
      throw new ZipException("the compressed data is followed by bytes that are not gzip");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw new ZipException("the header of the compressed data is damaged");
    }
    skip(UNUSED_BYTES);
    if ((flags & EXTRA) != 0) {
      skip(next() | next() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CHECK) != 0) {
      skip(2);
    }
    return true;
  }

  private void endMember() throws IOException {
    position = limit - inflater.getRemaining();
    if (number() != check.getValue() || number() != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw new ZipException("the compressed data is damaged: its check sum is another");
    }
    inflater.reset();
    check.reset();
    inMember = false;
  }

  /** Four bytes, the lowest first. */
  private long number() throws IOException {
    return next() | next() << 8 | next() << 16 | (long) next() << 24;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      next();
    }
  }

  private void skipText() throws IOException {
    while (next() != 0) {
      // up to its end
    }
  }

  private int next() throws IOException {
    if (position == limit) {
      fill();
    }
    return buffer[position++] & 0xff;
  }

  private int nextOrEnd() throws IOException {
    return position == limit && !filled() ? -1 : buffer[position++] & 0xff;
  }

  private void fill() throws IOException {
    if (!filled()) {
      throw new EOFException("the compressed data ends too early");
    }
  }

  private boolean filled() throws IOException {
    position = 0;
    limit = Math.max(in.read(buffer, 0, BUFFER), 0);
    return limit > 0;
  }

  @Override
  public int available() throws IOException {
    return inMember && (position < limit || inflater.getRemaining() > 0) ? 1 : in.available();
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}

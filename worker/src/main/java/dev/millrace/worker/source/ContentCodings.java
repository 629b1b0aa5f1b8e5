package dev.millrace.worker.source;

import dev.millrace.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * An answer without its content codings (RFC 9110, section 8.4). The first bytes decide whether it
 * is compressed, since JSON never begins like gzip: stores hand out compressed objects without the
 * header, and keep the header of objects that they have unpacked. Not thread-safe.
 */
final class ContentCodings extends InputStream {

  /** Names that change no byte of what arrives: some are only left over from an upload. */
  private static final Set<String> WITHOUT_EFFECT = Set.of("identity", "aws-chunked", "utf-8");

  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};

  /** A compressed object may be compressed once more on its way. */
  private static final int MOST_LAYERS = 2;

  private static final int BUFFER = 1 << 16;

  private PushbackInputStream in;
  private boolean started;

  private ContentCodings(InputStream body) {
    this.in = new PushbackInputStream(body, GZIP_MAGIC.length);
  }

  /**
   * Nothing of the answer is read yet; closing the stream closes it.
   *
   * @param headers all values of {@code Content-Encoding}
   * @param step names the answer in a message
   * @throws IOException when a coding is unknown
   */
  static InputStream undone(InputStream body, List<String> headers, String step)
      throws IOException {
    for (String header : headers) {
      for (String coding : header.split(",", -1)) {
        refuseUnknown(coding.strip().toLowerCase(Locale.ROOT), step);
      }
    }
    return new ContentCodings(body);
  }

  private static void refuseUnknown(String coding, String step) throws IOException {
    if (!coding.isEmpty() && !WITHOUT_EFFECT.contains(coding) && !GZIP.contains(coding)) {
      throw new IOException(
          "%s answered in the content coding '%s', but only gzip can be read"
              .formatted(step, Printable.of(coding)));
    }
  }

  @Override
  public int read() throws IOException {
    return plain().read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return plain().read(bytes, offset, length);
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private InputStream plain() throws IOException {
    if (!started) {
      for (int i = 0; i < MOST_LAYERS && startsCompressed(in); i++) {
        in = new PushbackInputStream(new GZIPInputStream(in, BUFFER), GZIP_MAGIC.length);
      }
      started = true;
    }
    return in;
  }

  private static boolean startsCompressed(PushbackInputStream in) throws IOException {
    byte[] first = in.readNBytes(GZIP_MAGIC.length);
    in.unread(first);
    return Arrays.equals(first, GZIP_MAGIC);
  }
}

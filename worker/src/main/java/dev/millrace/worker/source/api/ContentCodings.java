package dev.millrace.worker.source.api;

import dev.millrace.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An answer without its content codings (RFC 9110, section 8.4). The first bytes decide whether it
 * is compressed, since JSON never begins like gzip: object stores return compressed objects without
 * the header, and keep the header of objects that they have decompressed. Not thread-safe.
 */
public final class ContentCodings extends InputStream {

  /** Codings that do not change the bytes; some only remain from an upload. */
  private static final Set<String> WITHOUT_EFFECT = Set.of("identity", "aws-chunked", "utf-8");

  private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};

  /** A compressed object may be compressed again in transit. */
  private static final int MOST_LAYERS = 2;

  private PushbackInputStream in;
  private boolean started;

  private ContentCodings(InputStream body) {
    this.in = new PushbackInputStream(body, GZIP_MAGIC.length);
  }

  /**
   * Removes the content codings. Reads nothing yet; closing the stream closes the answer.
   *
   * @param headers all values of {@code Content-Encoding}
   * @param step the name of the answer in errors
   * @throws IOException when a coding is unknown
   */
  public static InputStream undone(InputStream body, List<String> headers, String step)
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
          "%s answered with the content coding '%s', but only gzip is supported"
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
        in = new PushbackInputStream(new GzipMembers(in), GZIP_MAGIC.length);
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

package dev.millrace.worker.source.http.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.catalogue.http.Param;
import dev.millrace.catalogue.value.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer with one document a line, read as it comes. Empty lines are skipped. Not thread-safe.
 */
public final class LinesPage implements Page {

  private static final int READ = 64 * 1_024;
  private static final int HEAD = 1_024;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final HttpHeaders headers;
  private final InputStream in;
  private final int maxDocumentBytes;
  private final byte[] read = new byte[READ];
  private int position;
  private int limit;
  private byte[] line = {};
  private long lineBytes;
  private boolean ahead;
  private boolean unended;
  private boolean begun;

  public LinesPage(HttpHeaders headers, InputStream in, int maxDocumentBytes) {
    this.headers = headers;
    this.in = in;
    this.maxDocumentBytes = maxDocumentBytes;
  }

  /** Whether it begins like a page for people; its first line is read ahead. */
  public boolean isMarkup() throws IOException {
    ahead = next();
    return ahead && new String(line, UTF_8).stripLeading().startsWith("<");
  }

  @Override
  public boolean next() throws IOException {
    if (ahead) {
      ahead = false;
      return true;
    }
    do {
      if (!readLine()) {
        return false;
      }
      dropByteOrderMark();
    } while (isBlank());
    return true;
  }

  private void dropByteOrderMark() {
    if (!begun && Arrays.mismatch(line, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length) {
      line = Arrays.copyOfRange(line, BYTE_ORDER_MARK.length, line.length);
      lineBytes -= BYTE_ORDER_MARK.length;
    }
    begun = true;
  }

  @Override
  public boolean unended() {
    return unended;
  }

  private boolean readLine() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    lineBytes = 0;
    boolean any = false;
    while (true) {
      if (position == limit) {
        limit = in.read(read);
        position = 0;
        if (limit < 0) {
          limit = 0;
          line = bytes.toByteArray();
          unended = any;
          return any;
        }
      }
      any = true;
      int end = position;
      while (end < limit && read[end] != '\n') {
        end++;
      }
      lineBytes += end - position;
      int keep = (int) Math.min(end - position, maxDocumentBytes - (long) bytes.size());
      bytes.write(read, position, Math.max(keep, 0));
      position = end;
      if (end < limit) {
        position++;
        line = bytes.toByteArray();
        return true;
      }
    }
  }

  private boolean isBlank() {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public HttpHeaders headers() {
    return headers;
  }

  @Override
  public byte[] buffer() {
    return line;
  }

  @Override
  public int offset() {
    return 0;
  }

  @Override
  public int length() {
    return oversized() ? Math.min(HEAD, line.length) : line.length;
  }

  @Override
  public long documentBytes() {
    return lineBytes;
  }

  @Override
  public boolean oversized() {
    return lineBytes > maxDocumentBytes;
  }

  @Override
  public @Nullable Param value(JsonPath at) {
    return null;
  }

  @Override
  public boolean has(JsonPath at) {
    return false;
  }

  @Override
  public boolean isNested(JsonPath at) {
    return false;
  }

  @Override
  public @Nullable String saysMore() {
    return null;
  }

  @Override
  public List<String> continuations() {
    return List.of();
  }

  @Override
  public String fingerprint() {
    return "";
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

package dev.millrace.local.document;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads a file of one document per line, plain or gzip, detected by its first bytes. */
public final class DocumentLines {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private DocumentLines() {}

  /** Receives the number of a line, from 1, and its bytes without the line end. */
  @FunctionalInterface
  public interface Receiver {
    void line(long number, byte[] bytes);
  }

  /** Receives the number of a line, from 1, and its document. */
  @FunctionalInterface
  public interface DocumentReceiver {
    /**
     * Receives the next document.
     *
     * @param json as the document API serves it: the line, or its text as a JSON string when it is
     *     not JSON
     * @param type the type under which it is served; null when the line has none, so that it is
     *     served with the one before it
     * @param remark the problem of the line; null when there is none
     */
    void document(long number, byte[] json, @Nullable String type, @Nullable String remark);
  }

  /**
   * Reads a file as the document API serves it.
   *
   * @throws UnreadableDocumentsException when the file does not exist or cannot be read
   */
  public static void readServed(Path file, DocumentReceiver receiver) {
    read(
        file,
        (number, line) -> {
          Document document = Document.of(line);
          Document.Place place = document.place();
          receiver.document(
              number, document.json(), place == null ? null : place.type(), document.remark());
        });
  }

  /**
   * Reads a file line by line. Blank lines are counted but not passed on.
   *
   * @throws UnreadableDocumentsException when the file does not exist or cannot be read
   */
  public static void read(Path file, Receiver receiver) {
    try (InputStream bytes = open(file)) {
      split(bytes, receiver);
    } catch (NoSuchFileException e) {
      throw new UnreadableDocumentsException("there is no file " + file, e);
    } catch (IOException e) {
      throw new UnreadableDocumentsException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("resource") // the caller closes the outermost stream, and with it the file
  private static InputStream open(Path file) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    bytes.mark(2);
    boolean gzip = bytes.read() == 0x1F && bytes.read() == 0x8B;
    bytes.reset();
    return gzip ? new GZIPInputStream(bytes, 1 << 16) : bytes;
  }

  private static void split(InputStream bytes, Receiver receiver) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 14);
    long number = 1;
    byte[] buffer = new byte[1 << 16];
    for (int size = bytes.read(buffer); size != -1; size = bytes.read(buffer)) {
      int start = 0;
      for (int i = 0; i < size; i++) {
        if (buffer[i] == '\n') {
          line.write(buffer, start, i - start);
          end(number++, line, receiver);
          start = i + 1;
        }
      }
      line.write(buffer, start, size - start);
    }
    end(number, line, receiver);
  }

  private static void end(long number, ByteArrayOutputStream line, Receiver receiver) {
    byte[] bytes = line.toByteArray();
    line.reset();
    int from = number == 1 && startsWithMark(bytes) ? BYTE_ORDER_MARK.length : 0;
    int to = bytes.length;
    if (to > from && bytes[to - 1] == '\r') {
      to--;
    }
    byte[] content = Arrays.copyOfRange(bytes, from, to);
    if (!blank(content)) {
      receiver.line(number, content);
    }
  }

  private static boolean startsWithMark(byte[] bytes) {
    return bytes.length >= BYTE_ORDER_MARK.length
        && Arrays.mismatch(bytes, 0, 3, BYTE_ORDER_MARK, 0, 3) == -1;
  }

  static boolean blank(byte[] bytes) {
    for (byte each : bytes) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }
}

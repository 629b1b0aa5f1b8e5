package dev.millrace.worker.mapping.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The key of a document: the exact bytes of its id in UTF-8. Case and trailing spaces are
 * significant. Ordered like the primary key, by unsigned bytes.
 */
public final class DocumentId implements Comparable<DocumentId> {

  /** The size of the key column. */
  public static final int MAX_BYTES = 64;

  private final byte[] bytes;

  private DocumentId(byte[] bytes) {
    if (bytes.length == 0 || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "an id has 1 to %d bytes, not %d".formatted(MAX_BYTES, bytes.length));
    }
    this.bytes = bytes;
  }

  /**
   * The id that a document states.
   *
   * @throws IllegalArgumentException if it is empty or longer than 64 bytes in UTF-8
   */
  public static DocumentId of(String id) {
    return new DocumentId(id.getBytes(UTF_8));
  }

  /** The id with these bytes, as stored in the database. */
  public static DocumentId of(byte[] bytes) {
    return new DocumentId(bytes.clone());
  }

  /** The key of a document without a usable id: {@code sha256:} and 32 digits. */
  public static DocumentId ofContent(byte[] buffer, int offset, int length) {
    return of("sha256:" + HexFormat.of().formatHex(Sha256.of(buffer, offset, length)));
  }

  /**
   * The key of one of a document's rows: the document's id, {@code #} and a suffix without {@code
   * #} that distinguishes the rows. So the keys of all rows differ. An id that is too long for a
   * suffix is hashed.
   */
  public DocumentId row(String suffix) {
    byte[] end = ("#" + suffix).getBytes(UTF_8);
    byte[] derived = Arrays.copyOf(bytes, bytes.length + end.length);
    System.arraycopy(end, 0, derived, bytes.length, end.length);
    return derived.length <= MAX_BYTES
        ? new DocumentId(derived)
        : ofContent(derived, 0, derived.length);
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(DocumentId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DocumentId id && Arrays.equals(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return new String(bytes, UTF_8);
  }
}

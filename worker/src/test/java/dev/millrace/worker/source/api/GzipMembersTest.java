package dev.millrace.worker.source.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GzipMembersTest {

  private static final byte[] ONE = compressed("one\n".repeat(300));
  private static final byte[] TWO = compressed("two\n".repeat(200));
  private static final String BOTH = "one\n".repeat(300) + "two\n".repeat(200);

  @Test
  void all_members_are_read_however_the_bytes_arrive() throws IOException {
    for (int portion : new int[] {1, 2, 7, ONE.length - 1, ONE.length, ONE.length + 9, 1 << 20}) {
      assertThat(text(new Arriving(both(), portion, null))).as(portion + " bytes").isEqualTo(BOTH);
    }
  }

  @Test
  void a_stream_that_ends_within_a_member_is_cut_off() {
    byte[] both = both();
    for (int length = 0; length < both.length; length++) {
      byte[] cut = Arrays.copyOf(both, length);
      if (length != ONE.length) {
        assertThatThrownBy(() -> text(new ByteArrayInputStream(cut)))
            .as(length + " bytes")
            .isInstanceOf(EOFException.class);
      }
    }
  }

  @Test
  void a_connection_that_breaks_between_members_is_not_their_end() {
    IOException broken = new IOException("connection reset");
    for (int length = ONE.length; length < ONE.length + 12; length++) {
      byte[] arrived = Arrays.copyOf(both(), length);
      assertThatThrownBy(() -> text(new Arriving(arrived, 1 << 16, broken)))
          .as(length + " bytes")
          .isSameAs(broken);
    }
  }

  @Test
  void every_part_of_a_header_may_be_there() throws IOException {
    byte[] header = {0x1f, (byte) 0x8b, 8, 30, 1, 2, 3, 4, 0, 3};
    byte[] parts = {2, 0, 'x', 'y', 'n', 0, 'c', 'o', 0, 9, 9};

    assertThat(text(joined(header, parts, Arrays.copyOfRange(ONE, 10, ONE.length), TWO)))
        .isEqualTo(BOTH);
  }

  @Test
  void zeros_after_a_member_are_padding_and_other_bytes_are_damage() throws IOException {
    assertThat(text(joined(ONE, new byte[700], TWO, new byte[3]))).isEqualTo(BOTH);
    assertThatThrownBy(() -> text(joined(ONE, TWO, "junk".getBytes(UTF_8))))
        .isInstanceOf(ZipException.class)
        .hasMessageContaining("not gzip");
  }

  @Test
  void damaged_content_is_found_by_its_check_sum() {
    byte[] damaged = both();
    damaged[ONE.length - 6] ^= 1;

    assertThatThrownBy(() -> text(new ByteArrayInputStream(damaged)))
        .isInstanceOf(ZipException.class)
        .hasMessageContaining("check sum");
  }

  private static byte[] both() {
    byte[] both = Arrays.copyOf(ONE, ONE.length + TWO.length);
    System.arraycopy(TWO, 0, both, ONE.length, TWO.length);
    return both;
  }

  private static String text(InputStream compressed) throws IOException {
    try (GzipMembers content = new GzipMembers(compressed)) {
      return new String(content.readAllBytes(), UTF_8);
    }
  }

  private static InputStream joined(byte[]... parts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part);
    }
    return new ByteArrayInputStream(all.toByteArray());
  }

  private static byte[] compressed(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  /** Bytes of a network: nothing is available before it is read, and the end may be a failure. */
  private static final class Arriving extends InputStream {

    private final InputStream bytes;
    private final int portion;
    private final @Nullable IOException end;

    Arriving(byte[] bytes, int portion, @Nullable IOException end) {
      this.bytes = new ByteArrayInputStream(bytes);
      this.portion = portion;
      this.end = end;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("reads come in arrays");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = bytes.read(target, offset, Math.min(length, portion));
      if (read < 0 && end != null) {
        throw end;
      }
      return read;
    }
  }
}

package dev.millrace.bench.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFramesTest {

  private static final String FIRST =
      "POST / HTTP/1.1\r\nx-amz-target: AmazonSQS.ReceiveMessage\r\nContent-Length: 5\r\n\r\nhello";
  private static final String SECOND = "HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n";
  private static final String LARGE =
      "POST / HTTP/1.1\r\nContent-Length: 40000\r\n\r\n" + "x".repeat(40_000);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 100_000})
  void messages_pass_unchanged_however_they_arrive(int atOnce) throws IOException {
    HttpFrames frames = frames(FIRST + SECOND + LARGE + FIRST, atOnce);

    assertThat(next(frames)).isEqualTo(FIRST);
    assertThat(next(frames)).isEqualTo(SECOND);
    assertThat(next(frames)).isEqualTo(LARGE);
    assertThat(next(frames)).isEqualTo(FIRST);
    assertThat(frames.next()).isFalse();
  }

  @Test
  void a_header_is_found_in_any_case_and_only_in_its_own_message() throws IOException {
    HttpFrames frames = frames(FIRST + SECOND, 1000);

    next(frames);
    assertThat(frames.header("X-Amz-Target:")).isEqualTo("AmazonSQS.ReceiveMessage");
    assertThat(frames.contains("hello")).isTrue();
    next(frames);
    assertThat(frames.header("X-Amz-Target:")).isEmpty();
    assertThat(frames.contains("hello")).isFalse();
  }

  @Test
  void an_end_within_a_message_is_a_failure() {
    assertThatThrownBy(() -> frames("POST / HTTP/1.1\r\n", 1000).next())
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> frames(FIRST.substring(0, FIRST.length() - 1), 1000).next())
        .isInstanceOf(EOFException.class);
  }

  @Test
  void a_message_without_a_length_is_refused_rather_than_cut() {
    HttpFrames frames = frames("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 1000);

    assertThatThrownBy(frames::next).hasMessageContaining("without a length");
  }

  private static String next(HttpFrames frames) throws IOException {
    assertThat(frames.next()).isTrue();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    frames.writeTo(out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static HttpFrames frames(String bytes, int atOnce) {
    return new HttpFrames(
        new Chopped(new ByteArrayInputStream(bytes.getBytes(StandardCharsets.UTF_8)), atOnce));
  }

  /** Returns a few bytes at a time, like a network. */
  private static final class Chopped extends InputStream {

    private final InputStream in;
    private final int atOnce;

    private Chopped(InputStream in, int atOnce) {
      this.in = in;
      this.atOnce = atOnce;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      return in.read(bytes, from, Math.min(length, atOnce));
    }
  }
}

package dev.millrace.worker.source.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpHandler;
import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.MalformedAnswerException;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.guard.GuardedSource;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers may be coded on their way. */
final class ContentCodingsTest {

  private static final Window WINDOW = new Window(0, 60);
  private static final byte[] PLAIN = "[{\"id\":\"é\"}]".getBytes(UTF_8);

  @AutoClose private final ScriptedSource source = new ScriptedSource();
  private final GuardedSource client = source.client(InstantSource.system());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "x-gzip",
        "aws-chunked,gzip",
        "gzip,aws-chunked",
        "gzip, aws-chunked",
        " , gzip ,, identity",
        "identity",
        "utf-8"
      })
  void gzip_is_read_whatever_the_header_calls_it(String header) throws Exception {
    byte[] packed = ScriptedSource.packed(PLAIN);

    assertThat(documents(ScriptedSource.bytes(packed, "Content-Encoding", header)))
        .containsExactly("{\"id\":\"é\"}");
  }

  @Test
  void the_codings_may_be_spread_over_two_headers() throws Exception {
    byte[] packed = ScriptedSource.packed(PLAIN);

    assertThat(
            documents(
                ScriptedSource.bytes(
                    packed, "Content-Encoding", "aws-chunked", "Content-Encoding", "gzip")))
        .containsExactly("{\"id\":\"é\"}");
  }

  @Test
  void gzip_is_recognized_by_its_first_bytes_without_a_header() throws Exception {
    assertThat(documents(ScriptedSource.bytes(ScriptedSource.packed(PLAIN))))
        .containsExactly("{\"id\":\"é\"}");
  }

  @Test
  void body_compressed_twice_is_decompressed_twice() throws Exception {
    byte[] packed = ScriptedSource.packed(ScriptedSource.packed(PLAIN));

    assertThat(documents(ScriptedSource.bytes(packed, "Content-Encoding", "gzip, gzip")))
        .containsExactly("{\"id\":\"é\"}");
  }

  @Test
  void a_third_compression_is_not_undone() throws Exception {
    byte[] packed = ScriptedSource.packed(ScriptedSource.packed(ScriptedSource.packed(PLAIN)));

    assertThatThrownBy(() -> documents(ScriptedSource.bytes(packed)))
        .isInstanceOf(MalformedAnswerException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "identity", "aws-chunked", "UTF-8", ""})
  void an_answer_that_is_not_compressed_is_read_whatever_the_header_says(String header)
      throws Exception {
    assertThat(documents(ScriptedSource.bytes(PLAIN, "Content-Encoding", header)))
        .containsExactly("{\"id\":\"é\"}");
  }

  @Test
  void the_first_answer_may_be_compressed_without_a_header() throws Exception {
    source.step1(ScriptedSource.bytes(ScriptedSource.packed("[1]".getBytes(UTF_8))));

    assertThat(read()).containsExactly("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "deflate", "gzip, br", "compress"})
  void a_coding_that_cannot_be_read_is_named(String header) {
    source.step2(ScriptedSource.bytes(PLAIN, "Content-Encoding", header));

    SourceUnavailableException unavailable =
        catchThrowableOfType(SourceUnavailableException.class, () -> client.open("T", WINDOW));

    assertThat(unavailable)
        .hasMessageContaining(
            "step 2 answered with the content coding '%s', but only gzip is supported"
                .formatted(header.replace("gzip, ", "")));
  }

  private List<String> documents(HttpHandler answer) throws IOException, InterruptedException {
    source.step2(answer);
    return read();
  }

  private List<String> read() throws IOException, InterruptedException {
    List<String> documents = new ArrayList<>();
    try (DocumentCursor stream = client.open("T", WINDOW)) {
      while (stream.next()) {
        documents.add(new String(stream.buffer(), stream.offset(), stream.length(), UTF_8));
      }
    }
    return documents;
  }
}

package dev.millrace.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.time.Window;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Other programs send and read the golden files: a change of one is a new version. */
final class MessageGoldenTest {

  private final MessageCodec codec = new MessageCodec();

  static List<Golden> goldens() {
    return List.of(
        new Golden(
            "slice.json", new SliceMessage(4711, "GithubType", new Window(1718000000, 1718000600))),
        new Golden(
            "buckets.json", new BucketsMessage("GithubType", new Window(1718000000, 1718000300))),
        new Golden(
            "window.json",
            new WindowMessage(List.of("GithubType", "SlackType"), 0L, 100_000_000_000L)),
        new Golden("window-without-bounds.json", new WindowMessage(List.of(), null, null)));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void a_message_is_written_exactly_so(Golden golden) throws IOException {
    assertThat(codec.encode(golden.message)).isEqualTo(golden.text());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void and_read_back(Golden golden) throws IOException {
    assertThat(codec.decode(golden.text())).isEqualTo(golden.message);
  }

  @Test
  void every_kind_of_message_has_a_golden_file() {
    assertThat(goldens().stream().<Class<?>>map(golden -> golden.message.getClass()))
        .contains(Message.class.getPermittedSubclasses());
  }

  record Golden(String file, Message message) {

    String text() throws IOException {
      try (InputStream in = MessageGoldenTest.class.getResourceAsStream(file)) {
        assertThat(in).as("golden file %s", file).isNotNull();
        return new String(in.readAllBytes(), UTF_8).stripTrailing();
      }
    }
  }
}

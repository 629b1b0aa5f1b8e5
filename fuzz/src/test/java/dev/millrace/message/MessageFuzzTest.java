package dev.millrace.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.millrace.fuzz.Bounds;

/** Whatever is on a queue is a message or refused with a reason. */
class MessageFuzzTest {

  private final MessageCodec codec = new MessageCodec();

  @FuzzTest
  void a_body_is_a_message_or_refused(byte[] body) throws Exception {
    Bounds.keep(() -> decode(new String(body, UTF_8)));
  }

  private void decode(String body) {
    Message message;
    try {
      message = codec.decode(body);
    } catch (InvalidMessageException refusal) {
      Bounds.isOneLine(refusal);
      return;
    }
    assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
  }
}

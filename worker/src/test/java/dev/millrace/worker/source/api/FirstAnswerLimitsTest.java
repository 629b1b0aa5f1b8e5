package dev.millrace.worker.source.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.time.Window;
import dev.millrace.worker.source.DocumentCursor;
import dev.millrace.worker.source.SourceUnavailableException;
import dev.millrace.worker.source.guard.GuardedSource;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** First answers that are small on their way and large in memory. */
final class FirstAnswerLimitsTest {

  private static final int MANY = 1 << 22;

  @AutoClose private final ScriptedSource source = new ScriptedSource();
  private final GuardedSource client = source.client(InstantSource.system());

  static Stream<String> bombs() {
    return Stream.of(
        "{\"docs\":" + "[".repeat(MANY),
        "{\"docs\":" + "{\"a\":".repeat(MANY / 5),
        "{\"url\":\"" + "a".repeat(MANY) + "\"}",
        "{\"" + "a".repeat(MANY) + "\":1,\"url\":\"%s\"}",
        "{\"docs\":{\"" + "a".repeat(MANY) + "\":1},\"url\":\"%s\"}",
        "{" + ("\"" + "a".repeat(1 << 16) + "\":[{").repeat(MANY >> 15),
        "{\"url\":\"" + "a".repeat(1 << 15) + "\"}",
        "{\"docs\":" + "1".repeat(MANY) + ",\"url\":\"%s\"}",
        " ".repeat(MANY) + "{\"url\":\"%s\"}");
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void an_answer_that_would_fill_the_memory_is_refused(String bomb) {
    source.step1(source.gzip(bomb));

    SourceUnavailableException unavailable =
        catchThrowableOfType(
            SourceUnavailableException.class, () -> client.open("T", new Window(0, 60)));

    assertThat(unavailable).isNotNull();
    assertThat(unavailable.getMessage())
        .hasSizeLessThan(400)
        .containsAnyOf("the answer of step 1 exceeds a limit", "only white space");
  }

  /** A text that is held may not be longer than a link. */
  @Test
  void other_texts_are_not_held() throws Exception {
    String other = "\"next_url\":\"" + "a".repeat(FirstAnswer.MAX_LINK + 1) + "\",";
    source.step1(source.gzip("{" + other + "\"url\":\"%s\"}"));

    try (DocumentCursor documents = client.open("T", new Window(0, 60))) {
      assertThat(documents.next()).isFalse();
    }
  }

  @Test
  void documents_alongside_a_link_may_be_long_and_deep() throws Exception {
    String deep = "[".repeat(50_000) + "]".repeat(50_000);
    source.step1(
        source.gzip(
            "{\"docs\":[\"" + "a".repeat(MANY) + "\"," + deep + "],\"all_docs_url\":\"%s\"}"));

    try (DocumentCursor documents = client.open("T", new Window(0, 60))) {
      assertThat(documents.next()).isFalse();
    }
  }
}

package dev.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.Outcome;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the import handler behind it. */
final class RefusingHandlerTest {

  @AutoClose private final TestImport imports = new TestImport();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"kind\":\"slice\",\"id\":1,\"type\":\"Unheard\",\"from\":0,\"to\":60}| in the catalogue",
        "{\"types\":[\"Thing\",\"Unheard\"]}|; write one of Thing"
      })
  void unknown_type_is_retried_and_then_dead_lettered(String body, String advice) throws Exception {
    String reason =
        "there is no document type 'Unheard'" + (advice.startsWith(";") ? "" : " ") + advice;
    Outcome fifth = imports.deliver(body, 5);
    Outcome sixth = imports.deliver(body, 6);

    assertThat(fifth)
        .isInstanceOfSatisfying(
            Outcome.Retry.class,
            retry -> assertThat(retry.delay()).isPositive().isLessThan(Duration.ofSeconds(33)));
    assertThat(sixth)
        .isEqualTo(
            new Outcome.DeadLetter(Outcome.Cause.UNKNOWN_TYPE, reason)
                .with("exception", "dev.millrace.plan.UnknownTypeException: " + reason));
  }

  @Test
  void malformed_message_is_dead_lettered_at_once() throws Exception {
    assertThat(imports.deliver("hello", 1))
        .isInstanceOfSatisfying(
            Outcome.DeadLetter.class,
            dead -> {
              assertThat(dead.reason()).startsWith("not JSON");
              assertThat(dead.details())
                  .isEqualTo(
                      Map.of(
                          "exception",
                          "dev.millrace.message.InvalidMessageException: " + dead.reason()));
            });
  }
}

package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.FaultProxy.SEND_DEAD;
import static dev.millrace.queue.server.TestQueue.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.junit.jupiter.api.Named.named;

import dev.millrace.queue.server.Fault;
import dev.millrace.queue.server.TestQueue;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.SqsQueue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sqs.model.Message;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class DeadLettersTest {

  @Test
  void a_dead_letter_says_why_and_where_it_comes_from() {
    try (TestQueue queue = TestQueue.create()) {
      queue.send("{broken");

      QueueConsumer consumer =
          queue.consume(
              settings(10),
              (_, _) ->
                  new Outcome.DeadLetter(
                      Outcome.Cause.MALFORMED,
                      "not JSON",
                      Map.of("run", "17", "exception", "JsonParseException")));

      eventually(() -> assertThat(consumer.tally().deadLettered.sum()).isEqualTo(1));
      Message dead = queue.dead().getFirst();
      assertThat(dead.body()).isEqualTo("{broken");
      assertThat(attributes(dead))
          .contains(
              entry("reason", "not JSON"),
              entry("receive_count", "1"),
              entry("worker", "test-worker"),
              entry("run", "17"),
              entry("exception", "JsonParseException"))
          .containsKeys("first_seen", "message_id");
      assertThat(queue.left()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource
  void poison_becomes_a_dead_letter_and_holds_up_nothing(String body, String reason) {
    try (TestQueue queue = TestQueue.create()) {
      queue.send(5);
      queue.send(body);
      queue.send(5);

      QueueConsumer consumer =
          queue.consume(
              settings(3),
              (delivery, _) ->
                  delivery.body().equals(body)
                      ? new Outcome.DeadLetter(reason)
                      : new Outcome.Done());

      eventually(() -> assertThat(consumer.tally().deadLettered.sum()).isEqualTo(1));
      eventually(() -> assertThat(consumer.tally().done.sum()).isEqualTo(10));
      assertThat(queue.dead()).singleElement().extracting(Message::body).isEqualTo(body);
    }
  }

  static List<Arguments> poison_becomes_a_dead_letter_and_holds_up_nothing() {
    return List.of(
        Arguments.of(named("a blank", " "), "nothing in it"),
        Arguments.of("many bytes a character", named("long", "\uD83D\uDE00".repeat(5000))),
        Arguments.of(named("a mebibyte", "x".repeat(1 << 20)), "as large as a message can be"),
        Arguments.of("{}", named("unprintable", "\u0000\u001B[31m\uD800 in the reason")),
        Arguments.of("no reason", ""));
  }

  @Test
  void a_dead_letter_that_cannot_be_sent_leaves_the_message_for_another_time() {
    try (TestQueue queue = TestQueue.create()) {
      queue.proxy().inject(SEND_DEAD, 1, new Fault.Refusing(400, "InvalidMessageContents"));
      queue.send("poison");

      QueueConsumer consumer =
          queue.consume(settings(10), (_, _) -> new Outcome.DeadLetter("poison"));

      eventually(() -> assertThat(consumer.tally().deadLettered.sum()).isEqualTo(1));
      assertThat(consumer.tally().retried.sum()).isEqualTo(1);
      assertThat(queue.dead()).hasSize(1);
      assertThat(queue.left()).isZero();
    }
  }

  @Test
  void body_and_attributes_together_stay_within_what_sqs_takes() {
    try (TestQueue queue = TestQueue.create()) {
      DeadLetters letters = queue.deadLetters();
      Map<String, String> details =
          IntStream.range(0, 20)
              .boxed()
              .collect(Collectors.toMap(i -> "detail" + i, _ -> "ü".repeat(900)));
      Outcome.DeadLetter outcome =
          new Outcome.DeadLetter(Outcome.Cause.FAILED, "€".repeat(2000), details);

      for (int room : List.of(0, 10, 12, 100, 400, 5000, 1 << 20)) {
        String body = "x".repeat((1 << 20) - room);
        Map<String, String> attributes =
            letters
                .attributes(new Delivery("id", "receipt", body, "", 1, Instant.EPOCH), outcome)
                .entrySet()
                .stream()
                .collect(
                    Collectors.toMap(Map.Entry::getKey, each -> each.getValue().stringValue()));
        assertThat(size(attributes)).isLessThanOrEqualTo(room);
        assertThat(attributes).hasSizeLessThanOrEqualTo(10);
        assertThat(attributes.values()).noneMatch(String::isEmpty);
      }
    }
  }

  @Test
  void a_queue_without_dead_letters_is_refused() {
    try (TestQueue queue = TestQueue.create()) {
      SqsQueue dead = queue.deadLetters().queue();

      assertThatThrownBy(() -> DeadLetters.of(dead, "test-worker"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has no dead-letter queue; add a redrive policy to it");
    }
  }

  private static int size(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .mapToInt(
            each ->
                each.getKey().length()
                    + "String".length()
                    + each.getValue().getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }

  private static Map<String, String> attributes(Message message) {
    return message.messageAttributes().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().stringValue()));
  }
}

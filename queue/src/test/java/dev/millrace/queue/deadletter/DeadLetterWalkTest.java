package dev.millrace.queue.deadletter;

import static dev.millrace.queue.server.FaultProxy.DELETE;
import static dev.millrace.queue.server.FaultProxy.EXTEND;
import static dev.millrace.queue.server.FaultProxy.RECEIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.queue.DeadLetters;
import dev.millrace.queue.Outcome;
import dev.millrace.queue.server.Eventually;
import dev.millrace.queue.server.Fault;
import dev.millrace.queue.server.TestQueue;
import dev.millrace.queue.sqs.Delivery;
import dev.millrace.queue.sqs.QueueSender;
import dev.millrace.queue.sqs.SqsQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;

@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class DeadLetterWalkTest {

  private final TestQueue queue = TestQueue.create();

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void every_letter_is_met_once_and_handed_back() {
    letters(35);

    List<Delivery> met;
    try (DeadLetterWalk walk = walk()) {
      met = all(walk);

      assertThat(queue.dead()).as("hidden from others meanwhile").isEmpty();
      assertThat(walk.missing()).isZero();
    }

    assertThat(met).extracting(Delivery::body).containsExactlyInAnyOrderElementsOf(bodies(35));
    assertThat(queue.dead()).hasSize(35);
  }

  @Test
  void deleted_letters_are_gone_and_others_are_handed_back_even_after_a_failure() {
    letters(25);

    assertThatThrownBy(
            () -> {
              try (DeadLetterWalk walk = walk()) {
                List<Delivery> odd =
                    all(walk).stream().filter(letter -> odd(letter.body())).toList();
                walk.delete(odd.get(0));
                walk.delete(odd.get(1));
                throw new IllegalStateException("a failure");
              }
            })
        .hasMessage("a failure");

    assertThat(queue.dead())
        .hasSize(23)
        .filteredOn(message -> odd(message.body()))
        .as("of the twelve odd ones")
        .hasSize(10);
  }

  @Test
  void others_stay_in_the_queue_until_they_are_asked_for() {
    letters(25);

    try (DeadLetterWalk walk = walk();
        DeadLetterWalk other = walk()) {
      assertThat(walk.next()).hasSizeBetween(1, 10);

      assertThat(all(other)).hasSizeGreaterThanOrEqualTo(15);
    }

    assertThat(queue.dead()).hasSize(25);
  }

  @Test
  void letters_that_are_deleted_on_the_way_are_not_missing() {
    letters(25);

    try (DeadLetterWalk walk = walk()) {
      for (List<Delivery> next = walk.next(); !next.isEmpty(); next = walk.next()) {
        next.forEach(walk::delete);
      }

      assertThat(walk.missing()).isZero();
    }

    assertThat(queue.dead()).isEmpty();
  }

  @Test
  void an_interrupt_keeps_nothing_from_being_handed_back() {
    letters(12);

    try (DeadLetterWalk walk = walk()) {
      List<Delivery> met = all(walk);
      Thread.currentThread().interrupt();
      walk.delete(met.getFirst());
    }

    assertThat(Thread.interrupted()).as("kept for later").isTrue();
    assertThat(queue.dead()).hasSize(11);
  }

  @Test
  void redelivered_letter_is_returned_once() {
    letters(1);
    queue.proxy().inject(RECEIVE, 3, new Fault.SecondDelivery());

    try (DeadLetterWalk walk = walk()) {
      List<Delivery> met = all(walk);

      assertThat(met).hasSize(1);
      walk.delete(met.getFirst());
    }

    assertThat(queue.dead()).isEmpty();
  }

  @Test
  void what_another_walk_holds_is_missing() {
    letters(5);

    try (DeadLetterWalk first = walk();
        DeadLetterWalk second = walk()) {
      assertThat(all(first)).hasSize(5);

      assertThat(all(second)).isEmpty();
      assertThat(second.missing()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void temporarily_refused_entry_is_retried(int times) {
    letters(15);
    queue.proxy().inject(EXTEND, times, new Fault.Refusing(500, "InternalError"));
    queue.proxy().inject(DELETE, times, new Fault.Cut());

    try (DeadLetterWalk walk = walk()) {
      walk.delete(all(walk).getFirst());
    }

    assertThat(queue.dead()).hasSize(14);
  }

  @Test
  void a_delete_whose_answer_was_lost_has_happened() {
    letters(1);
    queue.proxy().inject(DELETE, 1, new Fault.LostAnswer());

    try (DeadLetterWalk walk = walk()) {
      walk.delete(all(walk).getFirst());
    }

    assertThat(queue.dead()).isEmpty();
  }

  @Test
  void a_letter_that_cannot_be_deleted_is_named_and_stays() {
    letters(1);
    queue.proxy().inject(DELETE, new Fault.Refusing(500, "InternalError"));

    try (DeadLetterWalk walk = walk()) {
      Delivery letter = all(walk).getFirst();

      assertThatThrownBy(() -> walk.delete(letter))
          .hasMessageContaining(letter.id())
          .hasMessageContaining("will be redelivered");
    }

    assertThat(queue.dead()).hasSize(1);
  }

  @Test
  void a_message_that_was_redriven_says_so_to_its_handler_and_as_a_dead_letter() {
    new QueueSender(queue.queue())
        .send(
            List.of(
                new QueueSender.Outgoing("poison", "Type", Duration.ZERO, Map.of("replays", "2"))));

    queue.consume(
        TestQueue.settings(1),
        (delivery, _) -> new Outcome.DeadLetter("redrive " + delivery.redrives()));

    Eventually.eventually(
        () -> {
          Message dead = queue.dead().getFirst();
          assertThat(dead.messageAttributes())
              .containsEntry("replays", SqsQueue.text("2"))
              .containsEntry("reason", SqsQueue.text("redrive 2"));
        });
  }

  private static List<Delivery> all(DeadLetterWalk walk) {
    List<Delivery> all = new ArrayList<>();
    for (List<Delivery> next = walk.next(); !next.isEmpty(); next = walk.next()) {
      all.addAll(next);
    }
    return all;
  }

  private DeadLetterWalk walk() {
    return DeadLetterWalk.begin(DeadLetters.queueOf(queue.queue()), Duration.ZERO);
  }

  private void letters(int count) {
    bodies(count)
        .forEach(
            body ->
                queue
                    .deadLetters()
                    .send(
                        new Delivery("id", "receipt", body, "Type", 1, Instant.EPOCH),
                        new Outcome.DeadLetter("a test")));
  }

  private static List<String> bodies(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  private static boolean odd(String body) {
    return Integer.parseInt(body) % 2 == 1;
  }
}

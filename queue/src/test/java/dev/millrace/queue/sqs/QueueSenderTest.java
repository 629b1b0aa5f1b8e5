package dev.millrace.queue.sqs;

import static dev.millrace.queue.server.FaultProxy.SEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.queue.server.Fault;
import dev.millrace.queue.server.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class QueueSenderTest {

  private static final int MEBIBYTE = 1 << 20;

  private final TestQueue queue = TestQueue.create();
  private final QueueSender sender = new QueueSender(queue.queue());

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void messages_are_sent_by_tens_with_their_group() {
    sender.send(messages(25, 1));

    assertThat(queue.proxy().calls(SEND)).isEqualTo(3);
    List<Delivery> received = receiveAll();
    assertThat(received).hasSize(25).extracting(Delivery::group).containsOnly("Type");
  }

  @Test
  void batch_is_within_the_limit_of_sqs() {
    sender.send(messages(4, MEBIBYTE / 2));

    assertThat(queue.proxy().calls(SEND)).isEqualTo(2);
    assertThat(queue.visible()).isEqualTo(4);
  }

  @Test
  void size_is_counted_in_bytes_and_not_in_characters() {
    sender.send(List.of(message("€".repeat(MEBIBYTE / 5)), message("€".repeat(MEBIBYTE / 5))));

    assertThat(queue.proxy().calls(SEND)).isEqualTo(2);
    assertThat(queue.visible()).isEqualTo(2);
  }

  @Test
  void an_entry_that_was_refused_is_sent_again_alone() {
    queue.proxy().inject(SEND, 2, new Fault.RefusingEntry(0, false));

    sender.send(messages(10, 1));

    assertThat(queue.proxy().calls(SEND)).isEqualTo(3);
    assertThat(queue.visible()).isEqualTo(10);
  }

  @Test
  void an_entry_that_is_refused_again_and_again_is_an_error() {
    queue.proxy().inject(SEND, new Fault.RefusingEntry(0, false));

    assertThatThrownBy(() -> sender.send(messages(3, 1)))
        .isInstanceOf(SendFailedException.class)
        .hasMessageContaining("1 messages were refused by " + queue.queue().name())
        .hasMessageContaining("refused by the proxy");
    assertThat(queue.visible()).isEqualTo(2);
  }

  @Test
  void a_call_that_fails_for_good_is_an_error_with_its_cause() {
    queue.proxy().inject(SEND, new Fault.Refusing(403, "AccessDenied"));

    assertThatThrownBy(() -> sender.send(messages(3, 1)))
        .isInstanceOf(SendFailedException.class)
        .hasMessageContaining("3 messages could not be sent")
        .hasCauseInstanceOf(software.amazon.awssdk.services.sqs.model.SqsException.class);
  }

  @Test
  void sdk_retries_a_passing_failure() {
    queue.proxy().inject(SEND, 1, new Fault.Refusing(503, "ServiceUnavailable"));

    sender.send(messages(3, 1));

    assertThat(queue.visible()).isEqualTo(3);
  }

  @Test
  void a_delayed_message_is_not_there_yet() {
    sender.send(List.of(new QueueSender.Outgoing("later", "", Duration.ofMillis(899_001))));

    assertThat(queue.visible()).isZero();
  }

  @Test
  void empty_send_makes_no_call() {
    sender.send(List.of());

    assertThat(queue.proxy().calls(SEND)).isZero();
  }

  private List<Delivery> receiveAll() {
    List<Delivery> all = new ArrayList<>();
    List<Delivery> some;
    do {
      some = queue.queue().receive(10, Duration.ofSeconds(1), Duration.ofMinutes(1));
      all.addAll(some);
    } while (!some.isEmpty());
    return all;
  }

  private static List<QueueSender.Outgoing> messages(int count, int size) {
    return IntStream.range(0, count).mapToObj(_ -> message("x".repeat(size))).toList();
  }

  private static QueueSender.Outgoing message(String body) {
    return new QueueSender.Outgoing(body, "Type", Duration.ZERO);
  }
}

package dev.millrace.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A server with a fast answer to a receive and a slow one to a delete. */
final class CallsTest {

  private static final long SECOND = 1_000_000_000L;

  private final Calls calls = new Calls();

  @Test
  void time_goes_from_the_first_receive_to_the_answer_of_the_last_delete() {
    calls.asked("AmazonSQS.GetQueueAttributes", 1 * SECOND);
    calls.asked("AmazonSQS.ReceiveMessage", 2 * SECOND);
    delivered(10, 2 * SECOND);
    calls.answered("AmazonSQS.ReceiveMessage", 3 * SECOND);
    calls.asked("AmazonSQS.DeleteMessageBatch", 4 * SECOND);
    deleted(10, 4 * SECOND);
    calls.answered("AmazonSQS.DeleteMessageBatch", 7 * SECOND);
    calls.asked("AmazonSQS.ReceiveMessage", 8 * SECOND);
    calls.answered("AmazonSQS.ReceiveMessage", 9 * SECOND);

    Traffic traffic = calls.traffic(1);

    assertThat(traffic.seconds()).isEqualTo(5.0);
    assertThat(traffic.calls()).as("without the receive after the last delete").isEqualTo(3);
    assertThat(traffic.left()).isEqualTo(1);
    assertThat(traffic.inFlight()).isEqualTo(10);
  }

  @Test
  void without_a_delete_there_is_no_time() {
    calls.asked("AmazonSQS.ReceiveMessage", 2 * SECOND);

    assertThat(calls.traffic(0).seconds()).isNaN();
  }

  private void delivered(int messages, long now) {
    calls.acted(messages, 0, now);
  }

  private void deleted(int messages, long now) {
    calls.acted(0, messages, now);
  }
}

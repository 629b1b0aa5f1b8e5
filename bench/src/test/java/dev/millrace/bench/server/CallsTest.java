package dev.millrace.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallsTest {

  private static final long SECOND = 1_000_000_000L;

  private final Calls calls = new Calls();

  @Test
  void time_goes_from_the_first_receive_to_the_answer_of_the_last_delete() {
    calls.asked("AmazonSQS.GetQueueAttributes", 1 * SECOND);
    calls.asked("AmazonSQS.ReceiveMessage", 2 * SECOND);
    calls.acted(10, 0, 2 * SECOND);
    calls.answered("AmazonSQS.ReceiveMessage", 3 * SECOND);
    calls.asked("AmazonSQS.DeleteMessageBatch", 4 * SECOND);
    calls.acted(0, 10, 4 * SECOND);
    calls.answered("AmazonSQS.DeleteMessageBatch", 7 * SECOND);
    calls.asked("AmazonSQS.ReceiveMessage", 8 * SECOND);
    calls.answered("AmazonSQS.ReceiveMessage", 9 * SECOND);

    assertThat(calls.traffic(5)).isEqualTo(new Traffic(5.0, 3, 5, 10));
  }

  @Test
  void without_a_delete_there_is_no_time() {
    calls.asked("AmazonSQS.ReceiveMessage", 2 * SECOND);

    assertThat(calls.traffic(0).seconds()).isNaN();
  }
}

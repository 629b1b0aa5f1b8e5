package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static dev.millrace.queue.server.FaultProxy.EXTEND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.server.Fault;
import dev.millrace.queue.server.TestQueue;
import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Turns the extension loop by hand, at moments that the test chooses, over real messages. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class VisibilityExtenderTest {

  private static final long RECEIVED = Long.MAX_VALUE - 5; // a nano time may overflow
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final TestQueue queue = TestQueue.create();
  private final ConsumerSettings settings =
      new ConsumerSettings(100, Duration.ofSeconds(1), Duration.ofSeconds(30), LONGEST);
  private final VisibilityExtender extender =
      new VisibilityExtender(queue.queue(), settings, () -> RECEIVED);

  @AfterEach
  void close() {
    extender.close();
    queue.close();
  }

  @Test
  void a_message_is_extended_when_a_third_of_its_visibility_is_gone() {
    hold(1, RECEIVED);

    extender.turn(after(9));
    int early = queue.proxy().calls(EXTEND);
    extender.turn(after(10));
    eventually(() -> assertThat(queue.proxy().calls(EXTEND)).isEqualTo(1));
    extender.turn(after(19));

    assertThat(early).isZero();
    assertThat(queue.proxy().calls(EXTEND)).isEqualTo(1);
  }

  @Test
  void what_a_long_poll_brought_is_due_by_the_moment_that_was_certain() {
    Delivery delivery = receive(1).getFirst();
    MessageContext message = new MessageContext(delivery, RECEIVED, after(20), settings);

    boolean due = message.visibility().due(after(20));
    boolean expired = message.visibility().expire(after(49));

    assertThat(due).isTrue();
    assertThat(expired).isFalse();
    assertThat(message.visibility().expire(after(50))).isTrue();
  }

  @Test
  void messages_share_a_call_by_tens() {
    hold(25, RECEIVED);

    extender.turn(after(10));

    eventually(
        () ->
            assertThat(extender.messages())
                .noneMatch(message -> message.visibility().due(after(10))));
    eventually(() -> assertThat(queue.proxy().calls(EXTEND)).isEqualTo(3));
  }

  @Test
  void the_first_to_expire_are_extended_first() {
    queue.proxy().inject(EXTEND, new Fault.LateRequest(Duration.ofMinutes(1)));
    List<MessageContext> messages = new ArrayList<>();
    for (Delivery delivery : receive(50)) {
      long received = RECEIVED + messages.size();
      messages.add(new MessageContext(delivery, received, received, settings));
    }
    List<MessageContext> shuffled = new ArrayList<>(messages);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.forEach(extender::add);

    extender.turn(after(11));

    assertThat(messages.subList(0, 40)).noneMatch(message -> message.visibility().due(after(11)));
    assertThat(messages.subList(40, 50)).allMatch(message -> message.visibility().due(after(11)));
  }

  @Test
  void a_hung_call_does_not_keep_the_others_from_being_extended() {
    queue.proxy().inject(EXTEND, 1, new Fault.LateRequest(Duration.ofMinutes(1)));
    hold(10, RECEIVED);
    extender.turn(after(10));
    eventually(() -> assertThat(queue.proxy().calls(EXTEND)).isEqualTo(1));
    List<MessageContext> others = hold(10, RECEIVED + 1);

    extender.turn(after(11));

    eventually(
        () ->
            assertThat(others)
                .allMatch(message -> message.visibility().dueNanos() - after(20) > 0));
  }

  @Test
  void failed_extension_is_retried_soon() {
    queue.proxy().inject(EXTEND, 1, new Fault.Refusing(503, "ServiceUnavailable"));
    MessageContext message = hold(1, RECEIVED).getFirst();
    extender.turn(after(10));
    eventually(() -> assertThat(message.visibility().dueNanos() - after(5)).isNegative());

    extender.turn(after(11));

    eventually(() -> assertThat(message.visibility().dueNanos() - after(21)).isZero());
    assertThat(message.lost()).isFalse();
  }

  @Test
  void temporarily_refused_extension_is_retried_and_not_lost() {
    queue.proxy().inject(EXTEND, 1, new Fault.RefusingEntry(0, false));
    List<MessageContext> messages = hold(2, RECEIVED);
    extender.turn(after(10));
    eventually(() -> assertThat(queue.proxy().calls(EXTEND)).isEqualTo(1));

    eventually(() -> extendAll(messages, after(11)));

    assertThat(messages).noneMatch(MessageContext::lost);
  }

  private void extendAll(List<MessageContext> messages, long moment) {
    extender.turn(moment);
    assertThat(messages).allMatch(message -> message.visibility().dueNanos() - after(20) >= 0);
  }

  @Test
  void stale_receipt_is_reported_as_a_loss() {
    List<MessageContext> messages = hold(2, RECEIVED);
    queue.queue().delete(List.of(messages.getFirst().delivery()), ConsumerSettings.DELETE_TIMEOUT);

    extender.turn(after(10));

    eventually(() -> assertThat(messages.getFirst().lost()).isTrue());
    assertThat(messages.getLast().lost()).isFalse();
  }

  @Test
  void expired_visibility_is_a_loss_even_if_the_queue_is_unreachable() {
    queue.proxy().inject(EXTEND, new Fault.Cut());
    MessageContext message = hold(1, RECEIVED).getFirst();

    extender.turn(after(10));
    extender.turn(after(29));
    boolean early = message.lost();
    extender.turn(after(30));

    assertThat(early).isFalse();
    assertThat(message.lost()).isTrue();
    assertThat(message.visibility().lost()).isTrue();
  }

  @Test
  void a_message_that_takes_too_long_is_interrupted_and_not_extended_any_more()
      throws InterruptedException {
    MessageContext message = hold(1, RECEIVED).getFirst();
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread worker = Thread.ofVirtual().unstarted(() -> awaitInterrupt(interrupted));
    message.begin(worker);
    worker.start();

    extender.turn(after(LONGEST.toSeconds()));

    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(message.lost()).isTrue();
    assertThat(message.visibility().lost()).as("it may still be handed back").isFalse();
    assertThat(queue.proxy().calls(EXTEND)).isZero();
  }

  private static void awaitInterrupt(CountDownLatch interrupted) {
    try {
      Thread.sleep(Duration.ofMinutes(1));
    } catch (InterruptedException _) {
      interrupted.countDown();
    }
  }

  @Test
  void a_beat_that_hangs_holds_up_neither_the_loop_nor_other_beats() {
    List<MessageContext> messages = hold(2, RECEIVED);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger hanging = new AtomicInteger();
    AtomicInteger beats = new AtomicInteger();
    messages.getFirst().onBeat(() -> await(end, hanging));
    messages.getLast().onBeat(beats::incrementAndGet);

    extender.turn(after(10));
    eventually(() -> assertThat(beats).hasValue(1));
    extender.turn(after(20));
    eventually(() -> assertThat(beats).hasValue(2));

    assertThat(hanging).as("never twice at once").hasValue(1);
    end.countDown();
  }

  @Test
  void beats_outlive_a_failure_and_end_with_the_work() {
    MessageContext message = hold(1, RECEIVED).getFirst();
    AtomicInteger beats = new AtomicInteger();
    message.onBeat(
        () -> {
          beats.incrementAndGet();
          throw new IllegalStateException("on purpose");
        });

    extender.turn(after(10));
    eventually(() -> assertThat(beats).hasValue(1));
    // A beat that is due while the one before still ends is left to the next period.
    AtomicInteger seconds = new AtomicInteger(10);
    eventually(
        () -> {
          extender.turn(after(seconds.addAndGet(10)));
          assertThat(beats.get()).isGreaterThan(1);
        });
    message.end();
    int before = beats.get();
    extender.turn(after(seconds.addAndGet(10)));

    assertThat(beats).hasValue(before);
  }

  private static void await(CountDownLatch end, AtomicInteger entered) {
    entered.incrementAndGet();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<MessageContext> hold(int count, long received) {
    List<MessageContext> messages =
        receive(count).stream()
            .map(delivery -> new MessageContext(delivery, received, received, settings))
            .toList();
    messages.forEach(extender::add);
    return messages;
  }

  private List<Delivery> receive(int count) {
    queue.send(count);
    List<Delivery> received = new ArrayList<>();
    while (received.size() < count) {
      received.addAll(queue.queue().receive(10, Duration.ofSeconds(1), Duration.ofMinutes(5)));
    }
    return received;
  }

  private static long after(long seconds) {
    return RECEIVED + Duration.ofSeconds(seconds).toNanos();
  }
}

package dev.millrace.queue;

import static dev.millrace.queue.server.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.queue.sqs.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Turns the states of messages by hand. */
@Timeout(30)
class BoundsTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final long FAST = Duration.ofMillis(5).toNanos();
  private static final long SLOW = Duration.ofMinutes(1).toNanos();

  @Test
  void a_receive_asks_for_free_permits_up_to_ten() throws InterruptedException {
    Bounds bounds = bounds(13);

    int first = bounds.ask(LONG);
    int second = bounds.ask(LONG);
    int none = bounds.ask(Duration.ZERO);

    assertThat(List.of(first, second, none)).containsExactly(10, 3, 0);
  }

  @Test
  void a_receive_waits_for_nothing_while_one_permit_is_free() {
    Bounds bounds = running(10);

    CompletableFuture<Integer> asked = asking(bounds);
    bounds.returned(message(0), SLOW);

    assertThat(asked.join()).isEqualTo(1);
  }

  @Test
  void fast_handlers_let_one_receive_per_poller_run_ahead() throws InterruptedException {
    Bounds bounds = running(20);
    returnAll(bounds, 20, FAST);
    receive(bounds, 20);

    int first = bounds.ask(LONG);
    int second = bounds.ask(LONG);
    int third = bounds.ask(Duration.ZERO);

    assertThat(List.of(first, second, third)).containsExactly(10, 10, 0);
  }

  @Test
  void slow_handlers_let_no_receive_run_ahead() throws InterruptedException {
    Bounds bounds = running(20);
    returnAll(bounds, 20, SLOW);
    receive(bounds, 20);

    assertThat(bounds.ask(Duration.ZERO)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"4, 500, 8", "4, 2000, 2", "4, 100, 10", "1, 900, 1", "1, 1100, 0"})
  void messages_are_received_ahead_as_many_as_begin_within_a_second(
      int permits, long handlerMillis, int ahead) throws InterruptedException {
    Bounds bounds = running(permits);
    returnAll(bounds, permits, Duration.ofMillis(handlerMillis).toNanos());
    receive(bounds, permits);

    assertThat(bounds.ask(Duration.ZERO)).isEqualTo(ahead);
  }

  @Test
  void a_receive_without_a_free_permit_waits_until_the_last_one_has_begun()
      throws InterruptedException {
    Bounds bounds = running(10);
    returnAll(bounds, 10, FAST);
    receive(bounds, 20);

    for (int i = 0; i < 9; i++) {
      returnAll(bounds, 1, FAST);
      assertThat(bounds.ask(Duration.ZERO)).isZero();
    }
    returnAll(bounds, 1, FAST);

    assertThat(bounds.ask(Duration.ZERO)).isEqualTo(10);
  }

  @Test
  void nothing_is_received_while_the_ceiling_of_acknowledgements_is_reached()
      throws InterruptedException {
    Bounds bounds = bounds(10);
    receive(bounds, 30);
    for (int i = 0; i < 30; i++) {
      bounds.returned(message(0), FAST);
    }

    int reached = bounds.ask(Duration.ZERO);
    bounds.settled();

    assertThat(reached).isZero();
    assertThat(bounds.ask(Duration.ZERO)).isEqualTo(10);
  }

  @Test
  void a_permit_goes_to_the_message_that_has_waited_longest() {
    Bounds bounds = bounds(1);
    List<MessageContext> messages = messages(3);

    List<MessageContext> begun = bounds.received(messages).begun();
    @Nullable MessageContext second = bounds.returned(message(0), FAST);
    @Nullable MessageContext third = bounds.returned(message(0), FAST);
    @Nullable MessageContext none = bounds.returned(message(0), FAST);

    assertThat(begun).containsExactly(messages.get(0));
    assertThat(second).isSameAs(messages.get(1));
    assertThat(third).isSameAs(messages.get(2));
    assertThat(none).isNull();
    assertThat(bounds.load()).isEqualTo(new Bounds.Load(1, 0, 0, 3));
  }

  @Test
  void drained_messages_are_acknowledged_and_take_no_permit() {
    Bounds bounds = bounds(1);
    bounds.received(messages(4));

    List<MessageContext> drained = bounds.drain();

    assertThat(drained).hasSize(3);
    assertThat(bounds.load()).isEqualTo(new Bounds.Load(0, 1, 0, 3));
    assertThat(bounds.returned(message(0), FAST)).isNull();
  }

  @Test
  void more_can_be_acknowledged_unless_nothing_runs_and_nothing_is_received() {
    Bounds bounds = bounds(2);
    bounds.received(messages(3));
    boolean open = bounds.moreToAcknowledge();

    bounds.close();
    boolean running = bounds.moreToAcknowledge();
    returnAll(bounds, 3, FAST);

    assertThat(open).isTrue();
    assertThat(running).isTrue();
    assertThat(bounds.moreToAcknowledge()).isFalse();
  }

  @Test
  void nothing_is_received_while_the_gate_is_shut() throws InterruptedException {
    AtomicBoolean open = new AtomicBoolean();
    Bounds bounds = new Bounds(settings(10), open::get, _ -> "", System::nanoTime);

    int shut = bounds.ask(Duration.ofMillis(1));
    open.set(true);

    assertThat(shut).isZero();
    assertThat(bounds.ask(LONG)).isEqualTo(10);
  }

  @Test
  void nothing_is_received_once_closed() throws InterruptedException {
    Bounds bounds = running(10);
    CompletableFuture<Integer> waiting = asking(bounds);

    bounds.close();

    assertThat(waiting.join()).isZero();
    returnAll(bounds, 10, FAST);
    assertThat(bounds.ask(LONG)).isZero();
  }

  @Test
  void a_rest_ends_with_the_close() {
    Bounds bounds = bounds(10);
    CompletableFuture<Void> rest = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                bounds.rest(LONG);
                rest.complete(null);
              } catch (InterruptedException e) {
                rest.completeExceptionally(e);
              }
            });

    bounds.close();

    eventually(() -> assertThat(rest).isCompleted());
  }

  @Test
  void messages_and_receives_under_way_are_awaited() throws InterruptedException {
    Bounds bounds = bounds(10);
    int asked = bounds.ask(LONG);
    boolean receiving = bounds.awaitNone(Duration.ZERO);
    bounds.received(messages(1));
    bounds.answered(asked);
    boolean inHand = bounds.awaitNone(Duration.ZERO);
    bounds.returned(message(0), FAST);
    boolean acknowledging = bounds.awaitNone(Duration.ZERO);
    bounds.settled();

    assertThat(List.of(receiving, inHand, acknowledging)).containsOnly(false);
    assertThat(bounds.awaitNone(LONG)).isTrue();
  }

  /** Without a queue server, which none of these tests needs. */
  static ConsumerSettings settings(int permits) {
    return new ConsumerSettings(
        permits, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(10));
  }

  private static Bounds bounds(int permits) {
    return new Bounds(settings(permits), () -> true, _ -> "", System::nanoTime);
  }

  /** All permits are taken, and the duration of handlers is unknown. */
  private static Bounds running(int permits) {
    Bounds bounds = bounds(permits);
    receive(bounds, permits);
    return bounds;
  }

  private static void receive(Bounds bounds, int count) {
    bounds.received(messages(count));
  }

  private static void returnAll(Bounds bounds, int count, long nanos) {
    for (int i = 0; i < count; i++) {
      bounds.returned(message(0), nanos);
      bounds.settled();
    }
  }

  private static List<MessageContext> messages(int count) {
    return IntStream.range(0, count).mapToObj(BoundsTest::message).toList();
  }

  static MessageContext message(int number) {
    Delivery delivery = new Delivery("id" + number, "receipt", "", "", 1, Instant.EPOCH);
    return new MessageContext(delivery, 0, 0, settings(1));
  }

  private static CompletableFuture<Integer> asking(Bounds bounds) {
    CompletableFuture<Integer> asked = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                asked.complete(bounds.ask(LONG));
              } catch (InterruptedException e) {
                asked.completeExceptionally(e);
              }
            });
    return asked;
  }
}
